package org.atex.core.orchestrate;

import java.io.IOException;
import java.util.OptionalLong;
import org.atex.core.result.ResultSink;
import org.atex.core.result.SinkEvent;

/**
 * A sink of a run that goes on: it gets what it has not seen yet (AGG-15). Where it cannot say what
 * it has seen, that is all that the journal knows to be delivered.
 */
final class ResumedSink implements ResultSink {

    private final ResultSink sink;
    private long seen;

    ResumedSink(ResultSink sink, long delivered) {
        this.sink = sink;
        this.seen = delivered;
    }

    @Override
    public void open() throws IOException {
        sink.resume();
        seen = sink.lastSeen().orElse(seen);
    }

    @Override
    public void accept(SinkEvent event) throws IOException {
        if (event.number() > seen) {
            sink.accept(event);
        }
    }

    @Override
    public boolean consumesArtifacts() {
        return sink.consumesArtifacts();
    }

    @Override
    public OptionalLong lastSeen() {
        return OptionalLong.of(seen);
    }

    @Override
    public void close() throws IOException {
        sink.close();
    }
}

package org.atex.core.orchestrate;

import java.io.IOException;
import java.util.OptionalLong;
import org.atex.core.InvalidArgumentException;
import org.atex.core.result.ResultSink;
import org.atex.core.result.SinkEvent;

/**
 * A sink of a run that goes on: it gets what it has not seen yet (AGG-15). Where it cannot say what
 * it has seen, that is all that the journal knows to be delivered.
 */
final class ResumedSink implements ResultSink {

    private final ResultSink sink;
    private final long numbered;
    private long seen;

    /**
     * Makes one.
     *
     * @param numbered the last event that has a number
     * @param delivered the last one that is known to be with the sinks
     */
    ResumedSink(ResultSink sink, long numbered, long delivered) {
        this.sink = sink;
        this.numbered = numbered;
        this.seen = delivered;
    }

    @Override
    public void open() throws IOException {
        sink.resume();
        seen = sink.lastSeen().orElse(seen);
        if (seen > numbered) {
            sink.close();
            throw new InvalidArgumentException(
                    "%s has results up to event %d, the journal knows of %d: it is of another run"
                                    .formatted(sink, seen, numbered)
                            + ", or the end of the journal is lost");
        }
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

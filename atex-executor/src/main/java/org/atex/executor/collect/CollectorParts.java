package org.atex.executor.collect;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.atex.core.time.Ticker;

/** What a collector is put together from, and the order in which all of it is stored (SUP-05). */
final class CollectorParts {

    final Artifacts artifacts;
    final TestClock clock;
    final Words words;
    final Reports reports;
    final Streams streams;
    final Output output;
    private final Events events;
    private final UploadState files = new UploadState();
    private final Uploads uploads;
    private final List<Durable> durable;

    CollectorParts(Artifacts artifacts, CollectorLimits limits, Events events, Ticker ticker) {
        this(artifacts, limits, events, ticker, artifacts.output()::write);
    }

    /** Makes them with the output of the test diverted (OUT-06). */
    CollectorParts(
            Artifacts artifacts,
            CollectorLimits limits,
            Events events,
            Ticker ticker,
            OutputStream output) {
        this(artifacts, limits, events, ticker, (bytes, count) -> writeTo(output, bytes, count));
    }

    private CollectorParts(
            Artifacts artifacts,
            CollectorLimits limits,
            Events events,
            Ticker ticker,
            Output.Destination destination) {
        this.artifacts = artifacts;
        this.events = events;
        clock = new TestClock(ticker, InstantSource.system());
        words = new Words(clock, events);
        uploads = new Uploads(artifacts.tree(), artifacts.output(), files, limits.uploadBytes());
        reports = new Reports(artifacts, uploads, limits);
        streams = new Streams(reports, words, limits);
        output = new Output(destination, limits.outputBytes());
        durable =
                List.of(
                        words,
                        clock,
                        artifacts.results(),
                        output,
                        artifacts.output(),
                        files,
                        reports,
                        streams);
    }

    private static void writeTo(OutputStream output, ByteBuffer bytes, int count)
            throws IOException {
        byte[] copy = new byte[count];
        bytes.get(copy);
        output.write(copy);
    }

    /** Data is in its files already: result lines, then the record that knows of all that. */
    void record() throws IOException {
        reports.flush();
        StateRecord record = new StateRecord();
        for (Durable part : durable) {
            part.save(record);
        }
        artifacts.log().append(record);
        uploads.cutUndone();
    }

    /** Before anything else comes, what was dropped is cut off again. */
    void settle() throws IOException {
        if (uploads.anyUndone()) {
            record();
        }
    }

    Map<Integer, Long> checkpoint() throws IOException {
        try {
            record();
        } finally {
            events.tell();
        }
        Map<Integer, Long> acknowledged = streams.acknowledge();
        output.acknowledge(acknowledged);
        return acknowledged;
    }

    void restart() throws IOException {
        streams.restart();
        output.restart();
        words.restart();
        clock.restarted();
        record();
    }

    void resume(int depth) throws IOException {
        artifacts.log().read(depth, this::restore);
        artifacts.output().resume();
        new TreeRestorer(artifacts.tree(), artifacts.output(), files.knownLengths()).restore();
        reports.resume();
        streams.resume();
        files.resumed();
    }

    private void restore(StateRecord record) throws IOException {
        for (Durable part : durable) {
            part.restore(record);
        }
    }

    /** Ends all streams, adds the last results, and closes all, whichever of it fails. */
    void end(Consumer<Closing> lastResults) throws IOException {
        Closing closing = new Closing();
        try {
            closing.attempt(streams::cutAll);
            closing.attempt(this::record);
            closing.attempt(uploads::cutUndone); // if there was no room for the record
            lastResults.accept(closing);
        } finally {
            closing.attempt(artifacts::close);
            events.tell();
        }
        closing.throwFailure();
    }

    void leave() throws IOException {
        Closing closing = new Closing();
        closing.attempt(uploads::leave);
        closing.attempt(artifacts::leave);
        closing.throwFailure();
    }
}

package org.atex.executor.collect;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.atex.core.result.TestError;
import org.atex.core.time.Ticker;
import org.atex.executor.control.ControlException;
import org.atex.executor.control.TimeLimit;

/**
 * Takes all that one run of a test reports, over all its streams and restarts, and puts it into its
 * artifacts directory. Stream 0 is the output of the test, 1 and up are its control connections;
 * each begins with its first bytes or its end.
 *
 * <p>It is durable: what {@link #checkpoint} has acknowledged is found again by {@link #resume}
 * after the runner was killed (SUP-05). Listeners hear of nothing that is not.
 *
 * <p>Not safe for use by several threads: callers hold one lock around all calls. An interrupted
 * thread may call it; its flag stays set.
 */
public final class Collector implements AutoCloseable {

    private final CollectorParts parts;
    private boolean closed;

    private Collector(CollectorParts parts) {
        this.parts = parts;
    }

    /**
     * Creates {@code results} and {@code files} (ART-03), and the state log.
     *
     * @param directory the artifacts directory, existing
     * @param ticker the clock of the time limit
     * @throws org.atex.core.InvalidArgumentException if it holds one of them, or is none; it is
     *     left alone then (ART-02)
     * @throws IOException if they cannot be made
     */
    public static Collector open(
            Path directory, CollectorLimits limits, CollectorListener listener, Ticker ticker)
            throws IOException {
        return open(directory, limits, listener, ticker, true, Optional.empty());
    }

    /**
     * The same with more to choose.
     *
     * @param durable whether to keep a state log; not for runs that nobody can attach to (CTL-19)
     * @param output where the output of the test goes, a stream that stays the caller's; files
     *     named by {@code testout} are then empty (OUT-06)
     * @throws org.atex.core.InvalidArgumentException as above
     * @throws IOException as above
     */
    public static Collector open(
            Path directory,
            CollectorLimits limits,
            CollectorListener listener,
            Ticker ticker,
            boolean durable,
            Optional<OutputStream> output)
            throws IOException {
        Events events = new Events(listener);
        Artifacts artifacts = Artifacts.create(directory, events, true, durable);
        CollectorParts parts =
                output.isPresent()
                        ? new CollectorParts(artifacts, limits, events, ticker, output.get())
                        : new CollectorParts(artifacts, limits, events, ticker);
        return new Collector(parts);
    }

    /**
     * Goes on with a run whose runner was killed, as of its last {@link #checkpoint}: all else that
     * is in the directory is cut off again. The listener hears of all stored results, from the
     * first one on, before this returns. Output goes to its file, also if it was diverted before.
     *
     * @throws java.nio.file.NoSuchFileException if there is no state log: the run has ended, or is
     *     none
     * @throws IOException if the directory is not as the log says, or cannot be read
     */
    public static Collector resume(
            Path directory, CollectorLimits limits, CollectorListener listener, Ticker ticker)
            throws IOException {
        Events events = new Events(listener);
        Artifacts artifacts = Artifacts.reopen(directory, events);
        Collector collector = new Collector(new CollectorParts(artifacts, limits, events, ticker));
        try {
            collector.parts.resume(limits.jsonDepth());
            return collector;
        } catch (IOException | RuntimeException e) {
            collector.leave();
            throw e;
        }
    }

    /**
     * Obeys bytes, which begin at the {@link #position} of their stream. They are consumed, except
     * while the stream has to wait for another one ({@link #waiting}); then the caller keeps what
     * remains and feeds it again when any other stream has moved on or ended.
     *
     * @throws ControlException if the stream is broken: the test is over (CTL-15)
     * @throws IOException if the runner cannot go on (ERR-04)
     */
    public void feed(int stream, ByteBuffer bytes) throws ControlException, IOException {
        if (stream == Output.STREAM) {
            parts.output.write(bytes);
        } else {
            settled(() -> parts.streams.feed(stream, bytes));
        }
    }

    /**
     * The same for a control stream that is not the test's: what is wrong with it does not end the
     * test, now or after {@link #resume}.
     *
     * @throws ControlException if the stream is broken; nothing more is taken from it
     * @throws IOException if the runner cannot go on (ERR-04)
     */
    public void take(int stream, ByteBuffer bytes) throws ControlException, IOException {
        parts.streams.feed(stream, bytes);
        parts.settle();
    }

    /**
     * A stream has come to its end (CTL-14). Does nothing if it has before.
     *
     * @throws ControlException if it ends inside a result: the test is over
     * @throws IOException if the runner cannot go on
     */
    public void end(int stream) throws ControlException, IOException {
        if (stream != Output.STREAM) {
            settled(() -> parts.streams.end(stream));
        }
    }

    /**
     * A stream was lost or is given up, without a word of the test's: a result that is not complete
     * is dropped (CTL-12, REC-05).
     *
     * @throws IOException if the runner cannot go on
     */
    public void cut(int stream) throws IOException {
        if (stream != Output.STREAM) {
            parts.streams.cut(stream);
            parts.settle();
        }
    }

    private interface Step {
        void take() throws ControlException, IOException;
    }

    private void settled(Step step) throws ControlException, IOException {
        try {
            step.take();
        } catch (ControlException e) {
            parts.words.broken(e.error());
            throw e;
        }
        parts.settle();
    }

    /**
     * Stores all that has come, and then tells the listener of it.
     *
     * @return streams that can be acknowledged further than before, and up to which offset: what
     *     comes behind it a later runner has to be sent again
     * @throws IOException if it cannot be stored; what was told to the listener is
     */
    public Map<Integer, Long> checkpoint() throws IOException {
        return parts.checkpoint();
    }

    /** Whether bytes were left because another stream stores to the same path (CTL-16). */
    public boolean waiting(int stream) {
        return parts.streams.waiting(stream);
    }

    /** Whether a result has begun that is not complete (CTL-18). */
    public boolean insideResult(int stream) {
        return parts.streams.insideResult(stream);
    }

    /** How many bytes were taken from a stream since the last start of the test. */
    public long position(int stream) {
        return stream == Output.STREAM ? parts.output.position() : parts.streams.position(stream);
    }

    /** The same of all streams that are known, those that have ended included. */
    public Map<Integer, Long> positions() {
        Map<Integer, Long> all = parts.streams.positions();
        all.put(Output.STREAM, parts.output.position());
        return all;
    }

    /**
     * Starts the clock of the test, unless it runs already (DUR-07).
     *
     * @param limit the time that the test has
     * @throws IOException if that cannot be stored
     */
    public void startClock(Duration limit) throws IOException {
        parts.clock.start(limit);
        parts.record();
    }

    /**
     * The clock of the test once it was started; {@code duration} words have acted on it when the
     * listener hears of them. After {@link #resume} it goes by the wall clock until {@link
     * #lastStarted}.
     */
    public Optional<TimeLimit> clock() {
        return parts.clock.limit();
    }

    /**
     * Corrects the clock after {@link #resume}: how long ago the test was last started (DUR-08).
     */
    public void lastStarted(Duration ago) {
        parts.clock.lastStarted(ago);
    }

    /**
     * The exit code that the test gave last, since the start or the last {@link #restart} (CTL-10).
     */
    public OptionalInt exitCode() {
        return parts.words.exitCode();
    }

    /** Whether the test said {@code disconnect} since the start or the last {@link #restart}. */
    public boolean disconnected() {
        return parts.words.disconnected();
    }

    /** What broke a stream and so ended the test, if anything; also after {@link #resume}. */
    public Optional<TestError> error() {
        return parts.words.error();
    }

    /** How many times the test was started again (REC-03). */
    public int restarts() {
        return parts.words.restarts();
    }

    /**
     * The test starts again, now: the exit code and {@code disconnect} are forgotten, all else is
     * kept (REC-04). Streams of before are cut; new ones have the same numbers.
     *
     * @throws IOException if that cannot be stored
     */
    public void restart() throws IOException {
        parts.restart();
    }

    /** Where the output is that has come so far; until {@link #finish}. */
    public Path output() {
        return parts.artifacts.outputPath();
    }

    /** Whether a result for the test itself has been stored (FBK-01, BKR-03). */
    public boolean namelessStored() {
        return parts.reports.namelessStored();
    }

    /** Whether the open result of the test itself, if there is one, has a note (TMT-06). */
    public boolean namelessHasNote() {
        return parts.reports.namelessHasNote();
    }

    /**
     * Whether a result, stored or open, is {@code fail}, {@code warn} or {@code error} (BKR-03).
     */
    public boolean anyTrouble() {
        return parts.reports.anyTrouble();
    }

    /**
     * Whether the test itself has uploaded a file that normalises to the same name (TMT-03).
     *
     * @throws IOException if that cannot be told
     */
    public boolean hasUploaded(String file) throws IOException {
        return parts.artifacts.hasUploaded(file);
    }

    /**
     * The test has ended: streams still open are cut, the fallback result is made if it is needed
     * (FBK-01), open partial results are stored (PAR-04), helper files removed (ART-01). The
     * collector is closed, also when this throws.
     *
     * @param exitCode of the test, if it has one, as the caller may have changed it (RUN-11)
     * @param error what ended it, if not itself
     * @throws IOException if not everything could be stored; what was possible is (ERR-04)
     */
    public Finished finish(OptionalInt exitCode, Optional<TestError> error) throws IOException {
        end(closing -> parts.reports.finish(exitCode, error, closing));
        return new Finished(parts.reports.status(), parts.artifacts.results().count());
    }

    /**
     * The test could not be set up: one result without files says so (RUN-04). The collector is
     * closed, also when this throws.
     *
     * @param output what the setup printed, of which the last 16 KiB are kept
     * @return the error of the attempt
     * @throws IOException if it cannot be stored
     */
    public TestError setupFailed(String output) throws IOException {
        TestError error = SetupFailure.error(output);
        end(closing -> closing.attempt(() -> parts.reports.add(SetupFailure.result(error))));
        return error;
    }

    private void end(Consumer<Closing> lastResults) throws IOException {
        if (closed) {
            throw new IllegalStateException("the collector is closed");
        }
        closed = true;
        parts.end(lastResults);
    }

    /**
     * Gives back what is open, without another result. Does nothing after {@link #finish} or {@link
     * #setupFailed}.
     *
     * @throws IOException if that fails
     */
    @Override
    public void close() throws IOException {
        if (!closed) {
            end(closing -> {});
        }
    }

    /**
     * Gives back what is open, and leaves the directory for {@link #resume}: as if the runner had
     * been killed. The collector is closed.
     *
     * @throws IOException if that fails
     */
    public void leave() throws IOException {
        if (!closed) {
            closed = true;
            parts.leave();
        }
    }
}

package org.atex.executor;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.atex.core.execute.AttemptListener;
import org.atex.core.result.Status;
import org.atex.core.result.TestError;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestOutcome.End;
import org.atex.core.result.TestResult;
import org.atex.core.test.Attempt;
import org.atex.core.time.Ticker;
import org.atex.executor.collect.Collector;
import org.atex.executor.collect.CollectorLimits;
import org.atex.executor.collect.CollectorListener;
import org.atex.executor.collect.Finished;
import org.atex.executor.control.ControlException;
import org.atex.executor.control.DurationChange;
import org.atex.executor.control.TimeLimit;
import org.atex.executor.script.Beakerlib;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that one attempt reports, over all its starts, on its way into the collector: results and
 * output, the clock, and what breaks it. Its methods take the lock themselves.
 */
final class Recording implements CollectorListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Recording.class);

    /** The stream that is stdout and stderr of the test. */
    static final int OUTPUT = 0;

    /** Held in all calls to the collector and its streams. */
    final ReentrantLock lock = new ReentrantLock();

    /** Signalled when whoever waits for the end of the test should look again. */
    final Condition changed = lock.newCondition();

    private final Attempt attempt;
    private final AttemptListener listener;
    private final Collector collector;
    private final boolean resumed;
    private @Nullable TestError error;
    private @Nullable IOException failure;
    private boolean newLimit;
    private boolean stopped;

    private Recording(Attempt attempt, AttemptListener listener, Opening opening, boolean resumed)
            throws IOException {
        this.attempt = attempt;
        this.listener = listener;
        this.resumed = resumed;
        this.collector = opening.open(this);
        this.error = collector.error().orElse(null);
    }

    private interface Opening {
        Collector open(CollectorListener listener) throws IOException;
    }

    /**
     * Creates the artifacts (ART-03).
     *
     * @param durable whether another runner may go on with it (SUP-05)
     * @param output where the output of the test goes instead of its file, if anywhere (OUT-06)
     * @throws org.atex.core.InvalidArgumentException if the directory is used already (ART-02)
     * @throws IOException if they cannot be made (ERR-04)
     */
    static Recording open(
            Attempt attempt,
            AttemptListener listener,
            CollectorLimits limits,
            boolean durable,
            Optional<OutputStream> output)
            throws IOException {
        return new Recording(
                attempt,
                listener,
                all ->
                        Collector.open(
                                attempt.directory(), limits, all, Ticker.system(), durable, output),
                false);
    }

    /**
     * Goes on with that of a runner that was killed; the listener hears of all results, from the
     * first one on. One that was never begun is opened.
     *
     * @return empty if the attempt has ended
     * @throws IOException if what is there cannot be understood
     */
    static Optional<Recording> resume(
            Attempt attempt, AttemptListener listener, CollectorLimits limits) throws IOException {
        Path directory = attempt.directory();
        try {
            return Optional.of(
                    new Recording(
                            attempt,
                            listener,
                            all -> Collector.resume(directory, limits, all, Ticker.system()),
                            true));
        } catch (NoSuchFileException e) {
            return begunAlready(directory)
                    ? Optional.empty()
                    : Optional.of(open(attempt, listener, limits, false, Optional.empty()));
        }
    }

    private static boolean begunAlready(Path directory) {
        return Files.exists(directory.resolve("results"))
                || Files.exists(directory.resolve("files"));
    }

    /** Whether another runner began it. */
    boolean resumed() {
        return resumed;
    }

    /** The test is being started; the clock runs from the first time on (DUR-07). */
    void started() {
        change(
                () -> {
                    boolean first = collector.clock().isEmpty();
                    collector.startClock(attempt.test().timeLimit());
                    if (first) {
                        listener.started();
                    }
                });
    }

    /** The test was last started that long ago, as somebody knows who was there (DUR-08). */
    void lastStarted(Duration ago) {
        change(() -> collector.lastStarted(ago));
    }

    /** The time left; none before the clock was started (DUR-06). */
    Duration remaining() {
        return ask(() -> collector.clock().map(TimeLimit::remaining).orElse(Duration.ZERO));
    }

    /** The time left, if the test has changed its limit since the last call. */
    Optional<Duration> takeNewLimit() {
        return ask(
                () -> {
                    boolean changes = newLimit;
                    newLimit = false;
                    return changes ? Optional.of(remaining()) : Optional.empty();
                });
    }

    /** What ends the test because of what it sent, or where it was to be put, if anything. */
    Optional<Ending> broken() {
        return ask(
                () -> {
                    if (failure != null) {
                        // Thrown once all is closed; until then the system gets what an error gets.
                        return Optional.of(Ending.unstored());
                    }
                    return Optional.ofNullable(error).map(Ending::broken);
                });
    }

    /** The exit code that the test's control streams gave since it was started last (CTL-10). */
    OptionalInt exitCode() {
        return ask(collector::exitCode);
    }

    /** Whether the test said {@code disconnect} since it was started last (CTL-12). */
    boolean disconnected() {
        return ask(collector::disconnected);
    }

    /** Whether control streams are obeyed no more. */
    boolean stopped() {
        return ask(() -> stopped);
    }

    /** Takes no more results; bytes of control streams that still come are not looked at. */
    void stop() {
        change(
                () -> {
                    stopped = true;
                    changed.signalAll();
                });
    }

    /** How often the test was started again (REC-03). */
    int restarts() {
        return collector.restarts();
    }

    /**
     * Whether the test itself has sent such a file (TMT-03).
     *
     * @throws IOException if that cannot be told
     */
    boolean hasUploaded(String file) throws IOException {
        lock.lock();
        try {
            return collector.hasUploaded(file);
        } finally {
            lock.unlock();
        }
    }

    /** Where the output is that has come so far. */
    Path output() {
        return collector.output();
    }

    /** Whether there will be a fallback result, which has no note so far (TMT-06). */
    boolean wantsNote() {
        return ask(() -> !collector.namelessStored() && !collector.namelessHasNote());
    }

    /** Whether control streams count. */
    private boolean obeys() {
        return failure == null && error == null && !stopped;
    }

    /** Whether bytes of a stream still count; they need not come without gaps any more if not. */
    boolean wants(int stream) {
        return ask(() -> stream == OUTPUT ? failure == null : obeys());
    }

    /**
     * Bytes of a stream, the output being number 0. All are taken, or thrown away if nobody wants
     * them any more, unless the stream has to wait (CTL-16).
     */
    void feed(int stream, ByteBuffer bytes) {
        change(
                () -> {
                    if (wants(stream)) {
                        collector.feed(stream, bytes);
                    } else {
                        bytes.position(bytes.limit());
                    }
                });
    }

    /**
     * Words and data that do not come from the test itself; what is wrong with them does not end
     * it. Nothing is taken any more once it is stopped.
     *
     * @throws ControlException if they make no result
     * @throws IOException if the runner cannot go on
     */
    void take(int stream, ByteBuffer bytes) throws ControlException, IOException {
        lock.lock();
        try {
            if (!stopped) {
                collector.take(stream, bytes);
                collector.checkpoint();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The end of a stream (CTL-14). */
    void end(int stream) {
        change(
                () -> {
                    if (obeys()) {
                        collector.end(stream);
                    }
                });
    }

    /** A stream is lost, without a word of the test's (REC-05). */
    void cut(int stream) {
        change(
                () -> {
                    if (obeys()) {
                        collector.cut(stream);
                    }
                });
    }

    /** Whether a stream has to wait for another one. */
    boolean waiting(int stream) {
        return ask(() -> obeys() && collector.waiting(stream));
    }

    /** Whether a stream is inside a result (CTL-18). */
    boolean insideResult(int stream) {
        return ask(() -> collector.insideResult(stream));
    }

    /** How much of a stream was taken since the test was started last. */
    long position(int stream) {
        return ask(() -> collector.position(stream));
    }

    /** The same of all streams. */
    Map<Integer, Long> positions() {
        return ask(collector::positions);
    }

    /** Stores what has come. */
    void store() {
        Map<Integer, Long> unused = checkpoint();
    }

    /** Stores what has come, and tells up to where streams may be acknowledged (SUP-05). */
    Map<Integer, Long> checkpoint() {
        return ask(
                () -> {
                    try {
                        return failure == null ? collector.checkpoint() : Map.of();
                    } catch (IOException e) {
                        fail(e);
                        return Map.of();
                    }
                });
    }

    /** A control stream is broken, which ends the test (CTL-15). */
    void fail(TestError why) {
        change(
                () -> {
                    if (error == null && !stopped) {
                        error = why;
                    }
                    changed.signalAll();
                });
    }

    /** The runner cannot go on (ERR-04). */
    void fail(IOException why) {
        change(
                () -> {
                    if (failure == null) {
                        failure = why;
                    }
                    changed.signalAll();
                });
    }

    /** Something that is done to the collector. */
    @FunctionalInterface
    private interface Change {
        void make() throws ControlException, IOException;
    }

    /** Makes it under the lock; what goes wrong ends the test. */
    private void change(Change change) {
        lock.lock();
        try {
            change.make();
        } catch (ControlException e) {
            fail(e.error());
        } catch (IOException e) {
            fail(e);
        } finally {
            lock.unlock();
        }
    }

    /** Asks under the lock. */
    private <T> T ask(Supplier<T> question) {
        lock.lock();
        try {
            return question.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The test is about to start again (REC-04).
     *
     * @throws IOException if the collector cannot go on
     */
    void restart() throws IOException {
        lock.lock();
        try {
            collector.restart();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Stores what is open, the fallback result included.
     *
     * @throws IOException if that is not possible, or was not before (ERR-04)
     */
    TestOutcome finish(Ending ending) throws IOException {
        lock.lock();
        try {
            OptionalInt code = exitCode(ending);
            removeAttachment();
            Finished finished = collector.finish(code, ending.error());
            throwFailure();
            return new TestOutcome(
                    ending.end(), code, finished.status(), ending.error(), elapsed());
        } finally {
            takeNothingMore();
            lock.unlock();
        }
    }

    /** That of the test, unless its phases know better (RUN-11, BKR-03). */
    private OptionalInt exitCode(Ending ending) {
        boolean failed =
                Beakerlib.runs(attempt.test())
                        && !collector.namelessStored()
                        && collector.anyTrouble();
        return failed && ending.exitCode().isPresent() ? OptionalInt.of(1) : ending.exitCode();
    }

    /**
     * Stores that the test could not be set up (RUN-04).
     *
     * @throws IOException if that is not possible
     */
    TestOutcome setupFailed(String output) throws IOException {
        lock.lock();
        try {
            removeAttachment();
            TestError setup = collector.setupFailed(output);
            throwFailure();
            return TestOutcome.failed(
                    End.SETUP_FAILED, setup, Optional.of(Status.INFRA), elapsed());
        } finally {
            takeNothingMore();
            lock.unlock();
        }
    }

    /** Whatever comes of that, results are stored. */
    private void removeAttachment() {
        change(() -> Attachment.remove(attempt.directory()));
    }

    private void throwFailure() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }

    private Duration elapsed() {
        return collector.clock().map(TimeLimit::elapsed).orElse(Duration.ZERO);
    }

    /** Gives back what is open; what still comes is thrown away. */
    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            takeNothingMore();
            collector.close();
        } finally {
            lock.unlock();
        }
    }

    private void takeNothingMore() {
        stop();
        failure = failure == null ? new IOException("closed") : failure;
    }

    // What the test tells, in calls to the collector

    @Override
    public void reported(TestResult result) {
        listener.reported(result);
    }

    @Override
    public void duration(DurationChange change) {
        newLimit = true;
        signal();
    }

    @Override
    public void exitCode(int code) {
        LOG.debug("{}: says exit code {}", attempt, code);
    }

    @Override
    public void disconnect() {
        signal();
    }

    /** The collector is called under the lock, but for when it is made. */
    private void signal() {
        if (lock.isHeldByCurrentThread()) {
            changed.signalAll();
        }
    }
}

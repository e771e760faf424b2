package org.atex.executor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
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

    /** Held in all calls to the collector and its streams. */
    final ReentrantLock lock = new ReentrantLock();

    /** Signalled when whoever waits for the end of the test should look again. */
    final Condition changed = lock.newCondition();

    private final Attempt attempt;
    private final AttemptListener listener;
    private final Ticker ticker;
    private final Collector collector;
    private @Nullable TimeLimit clock;
    private @Nullable TestError error;
    private @Nullable IOException failure;
    private boolean disconnected;
    private boolean stopped;

    /**
     * Creates the artifacts (ART-03).
     *
     * @throws org.atex.core.InvalidArgumentException if the directory is used already (ART-02)
     * @throws IOException if they cannot be made (ERR-04)
     */
    Recording(Attempt attempt, AttemptListener listener, CollectorLimits limits, Ticker ticker)
            throws IOException {
        this.attempt = attempt;
        this.listener = listener;
        this.ticker = ticker;
        this.collector = Collector.openPlain(attempt.directory(), limits, this, ticker);
    }

    /** The test is being started; the clock runs from the first time on (DUR-07). */
    void started() {
        lock.lock();
        try {
            if (clock == null) {
                clock = new TimeLimit(ticker, attempt.test().timeLimit());
                listener.started();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The time left (DUR-06). */
    Duration remaining() {
        lock.lock();
        try {
            return clock == null ? Duration.ZERO : clock.remaining();
        } finally {
            lock.unlock();
        }
    }

    /** What ends the test because of what it sent, or where it was to be put, if anything. */
    Optional<Ending> broken() {
        lock.lock();
        try {
            if (failure != null) {
                // Thrown once all is closed; until then the system gets what an error gets.
                return Optional.of(Ending.unstored());
            }
            return Optional.ofNullable(error).map(Ending::broken);
        } finally {
            lock.unlock();
        }
    }

    /** The exit code that the test's control streams gave since it was started last (CTL-10). */
    OptionalInt exitCode() {
        lock.lock();
        try {
            return collector.exitCode();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the test said {@code disconnect} since it was started last (CTL-12). */
    boolean disconnected() {
        lock.lock();
        try {
            return disconnected;
        } finally {
            lock.unlock();
        }
    }

    /** Whether control streams are obeyed no more. */
    boolean stopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more results; bytes of control streams that still come are not looked at. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Where control streams go. Under the lock. */
    Collector collector() {
        return collector;
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

    /** Whether there will be a fallback result, which has no note so far (TMT-06). */
    boolean wantsNote() {
        lock.lock();
        try {
            return !collector.namelessStored() && !collector.namelessHasNote();
        } finally {
            lock.unlock();
        }
    }

    /** Bytes of stdout and stderr. */
    void output(ByteBuffer bytes) {
        lock.lock();
        try {
            if (failure == null) {
                collector.feed(0, bytes);
                collector.checkpoint();
            }
        } catch (ControlException e) {
            fail(e.error());
        } catch (IOException e) {
            fail(e);
        } finally {
            lock.unlock();
        }
    }

    /** A control stream is broken, which ends the test (CTL-15). */
    void fail(TestError why) {
        lock.lock();
        try {
            if (error == null && !stopped) {
                error = why;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The runner cannot go on (ERR-04). */
    void fail(IOException why) {
        lock.lock();
        try {
            if (failure == null) {
                failure = why;
            }
            changed.signalAll();
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
            disconnected = false;
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
            Finished finished = collector.finish(code, ending.error());
            if (failure != null) {
                throw failure;
            }
            return new TestOutcome(
                    ending.end(), code, finished.status(), ending.error(), elapsed());
        } finally {
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
            TestError setup = collector.setupFailed(output);
            return TestOutcome.failed(
                    End.SETUP_FAILED, setup, Optional.of(Status.INFRA), elapsed());
        } finally {
            lock.unlock();
        }
    }

    private Duration elapsed() {
        return clock == null ? Duration.ZERO : clock.elapsed();
    }

    /** Gives back what is open; what still comes is thrown away. */
    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            stop();
            failure = failure == null ? new IOException("closed") : failure;
            collector.close();
        } finally {
            lock.unlock();
        }
    }

    // What the test tells, in calls to the collector

    @Override
    public void reported(TestResult result) {
        listener.reported(result);
    }

    @Override
    public void duration(DurationChange change) {
        if (clock != null) {
            clock.apply(change);
            changed.signalAll();
        }
    }

    @Override
    public void exitCode(int code) {
        LOG.debug("{}: says exit code {}", attempt, code);
    }

    @Override
    public void disconnect() {
        disconnected = true;
        changed.signalAll();
    }
}

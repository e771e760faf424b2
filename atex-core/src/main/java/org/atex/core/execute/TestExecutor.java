package org.atex.core.execute;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.atex.core.result.ErrorKind;
import org.atex.core.result.TestError;
import org.atex.core.result.TestOutcome;
import org.atex.core.test.Attempt;
import org.atex.core.test.SystemSetup;
import org.atex.core.time.Deadline;

/**
 * Runs tests on one system, one at a time: {@code start}, {@code run} any number of times, {@code
 * stop}; then {@code start} again or {@code close}.
 *
 * <p>{@link #cancel} and {@link #close} may be called from any thread, the others from one at a
 * time. Interrupting a thread inside acts like a cancel (CAN-02).
 */
public interface TestExecutor extends AutoCloseable {

    /**
     * Logs in, waits until the system is ready, uploads the tree, runs the prepare steps.
     *
     * @param setup what the tests to come need
     * @param deadline when to give up
     * @throws ExecutorException of kind {@code setup} or {@code aborted}; {@link #stop} may still
     *     be called to clean up
     * @throws InterruptedException if interrupted
     */
    void start(SystemSetup setup, Deadline deadline) throws InterruptedException;

    /**
     * Runs one test to its end, whatever that is. Artifacts in {@link Attempt#directory()} are
     * complete when it returns.
     *
     * <p>Interrupting the calling thread ends the attempt as cancelled; the outcome is returned
     * with the interrupt flag set.
     *
     * @param attempt what to run; its setup is the one that was started
     * @param listener hears of results as they are stored
     * @throws org.atex.core.InvalidArgumentException if the directory holds artifacts already
     *     (ART-02)
     * @throws IOException if the runner cannot go on, its disk full for one (ERR-04)
     */
    TestOutcome run(Attempt attempt, AttemptListener listener) throws IOException;

    /**
     * Goes on with an attempt whose runner died (SUP-07); {@link #start} was not called, as that
     * runner did it: from now on this executor is one that was started with the attempt's setup,
     * and may run other tests. An executor that cannot do this answers that the system was lost, so
     * that the test gets another attempt.
     *
     * @param attempt what runs, with the directory that the dead runner used
     * @param listener hears of all results of the attempt from the first one on, those included
     *     that the dead runner stored
     * @throws IOException if the runner cannot go on
     */
    default TestOutcome attach(Attempt attempt, AttemptListener listener) throws IOException {
        TestError error = TestError.of(ErrorKind.ABORTED, "this executor does not attach");
        return TestOutcome.failed(
                TestOutcome.End.SYSTEM_LOST, error, Optional.empty(), Duration.ZERO);
    }

    /**
     * Runs the finish steps and removes what was uploaded, also after a failed {@link #start}. A
     * lost connection is no error. The executor may be started anew.
     *
     * @param deadline when to give up
     * @throws ExecutorException of kind {@code setup} or {@code aborted}
     * @throws InterruptedException if interrupted
     */
    void stop(Deadline deadline) throws InterruptedException;

    /** Ends what {@code start}, {@code run} or {@code stop} is doing, within 10 s (CAN-01). */
    void cancel();

    /** Drops the connection and ends all threads. Runs no finish steps; never throws. */
    @Override
    void close();
}

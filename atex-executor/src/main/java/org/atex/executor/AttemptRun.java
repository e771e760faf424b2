package org.atex.executor;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.atex.core.execute.AttemptListener;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestOutcome.End;
import org.atex.core.test.Attempt;
import org.atex.core.time.Deadline;
import org.atex.executor.script.LeftFiles;
import org.atex.executor.script.SetupOrder;
import org.atex.executor.script.TestOrders;
import org.atex.executor.ssh.SshConnection;
import org.atex.executor.ssh.SshException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt, from its packages to its outcome: set up, start the test, wait for its end, start it
 * again after reboots, end what is left of it, close the results.
 */
final class AttemptRun {

    private static final Logger LOG = LoggerFactory.getLogger(AttemptRun.class);

    private static final Duration CONNECT = Duration.ofSeconds(30);
    private static final Duration LEAST_FETCH = Duration.ofSeconds(5);
    private static final Optional<List<String>> NOTHING = Optional.of(List.of());

    private final Attempt attempt;
    private final AttemptListener listener;
    private final RemoteSystem system;
    private final SetupSteps setup;
    private final TestOrders orders;
    private final TestProcess.Starter starter;
    private final ExecutorOptions options;
    private final ExecutorThreads threads;

    AttemptRun(
            Attempt attempt,
            AttemptListener listener,
            SetupSteps setup,
            TestOrders orders,
            TestProcess.Starter starter,
            ExecutorOptions options,
            ExecutorThreads threads) {
        this.attempt = attempt;
        this.listener = listener;
        this.system = setup.system();
        this.setup = setup;
        this.orders = orders;
        this.starter = starter;
        this.options = options;
        this.threads = threads;
    }

    /**
     * Runs it.
     *
     * @throws org.atex.core.InvalidArgumentException if the directory is used already
     * @throws IOException if results cannot be stored (ERR-04)
     */
    TestOutcome run() throws IOException {
        try (Recording recording =
                Recording.open(
                        attempt,
                        listener,
                        options.collecting(),
                        starter.durable(),
                        options.output())) {
            return outcome(recording, () -> startFirst(recording));
        }
    }

    /** Where the first process of the attempt comes from. */
    private interface Beginning {
        TestProcess process()
                throws SetupFailedException, SshException, IOException, InterruptedException;
    }

    private TestProcess startFirst(Recording recording)
            throws SetupFailedException, SshException, IOException, InterruptedException {
        if (attempt.cancelled()) {
            throw new InterruptedException("cancelled before it was started");
        }
        return startTwiceIfNeeded(0, recording);
    }

    /**
     * Goes on with what a runner that was killed has left (SUP-07).
     *
     * @param recording of that runner, resumed
     * @param process what it had started
     * @throws IOException if results cannot be stored (ERR-04)
     */
    TestOutcome goOn(Recording recording, TestProcess process) throws IOException {
        return outcome(recording, () -> process);
    }

    /**
     * The same if it was killed after the system had come back from a reboot, and before it could
     * start the test again there.
     *
     * @throws IOException as above
     */
    TestOutcome startAgain(Recording recording) throws IOException {
        return outcome(recording, () -> startTwiceIfNeeded(recording.restarts(), recording));
    }

    private TestOutcome outcome(Recording recording, Beginning beginning) throws IOException {
        try {
            Optional<TestOutcome> outcome = runOnce(recording, beginning);
            while (outcome.isEmpty()) {
                int restarts = recording.restarts();
                LOG.debug("{}: started again, for the {}. time", attempt, restarts);
                outcome = runOnce(recording, () -> startTwiceIfNeeded(restarts, recording));
            }
            return outcome.get();
        } catch (SetupFailedException e) {
            return recording.setupFailed(e.output());
        } catch (SshException e) {
            LOG.debug("{}: {}", attempt, e.getMessage());
            return recording.finish(Ending.lost(Ending.LOST, e));
        } catch (InterruptedException e) {
            return recording.finish(Ending.cancelled());
        }
    }

    /**
     * Empty if it is to be started again. The process is let go of once all is stored: until then
     * another runner has to find it (SUP-13).
     */
    private Optional<TestOutcome> runOnce(Recording recording, Beginning beginning)
            throws SetupFailedException, SshException, IOException, InterruptedException {
        try (TestProcess process = beginning.process()) {
            Ending ending = endingOf(process, recording);
            if (ending.reboots()) {
                process.silence();
                recording.restart();
                return Optional.empty();
            }
            if (ending.end() == End.EXITED && !process.left().equals(NOTHING)) {
                takeWhatIsLeft(recording);
            }
            if (ending.error().isPresent()) {
                recording.stop();
                endSurely(process);
            }
            process.silence();
            return Optional.of(recording.finish(ending));
        }
    }

    /** Results and files that the test has left on the system, as long as it has time (TMT-02). */
    private void takeWhatIsLeft(Recording recording) throws InterruptedException {
        LeftFiles paths = LeftFiles.in(setup.work());
        Future<?> taking =
                threads.submit(
                        () -> {
                            SshConnection on = system.connection(Deadline.after(CONNECT));
                            try (RemoteFiles files = new RemoteFiles(on, paths, threads)) {
                                new LeftResults(attempt.test(), paths, files, recording).take();
                            }
                            return null;
                        });
        Duration left = recording.remaining();
        Duration patience = left.compareTo(LEAST_FETCH) < 0 ? LEAST_FETCH : left;
        try {
            taking.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn(
                    "{}: not all that the test has left could be fetched: {}",
                    attempt,
                    e.toString());
        } finally {
            if (taking.cancel(true)) {
                recording.stop(); // it may still be at it
            }
        }
    }

    /** A connection that breaks before the test was started is made anew, once. */
    private TestProcess startTwiceIfNeeded(int restarts, Recording recording)
            throws SetupFailedException, SshException, IOException, InterruptedException {
        try {
            return start(restarts, recording);
        } catch (SshException e) {
            LOG.debug("{}: {}; tried once more, nothing was started", attempt, e.getMessage());
            system.disconnect();
            return start(restarts, recording);
        }
    }

    /** Fails only as long as the test has not been started. */
    private TestProcess start(int restarts, Recording recording)
            throws SetupFailedException, SshException, IOException, InterruptedException {
        if (restarts == 0) {
            installPackages();
        }
        return starter.start(restarts, recording);
    }

    private void installPackages() throws SetupFailedException, SshException, InterruptedException {
        Optional<SetupOrder> order = orders.packages(attempt.test());
        if (order.isEmpty()) {
            return;
        }
        try {
            setup.run(order.get(), options.packagesLimit());
        } catch (SetupCommand.LostException e) {
            throw SshException.lost(system, e);
        }
    }

    /** What ends it; that it reboots only if it can be started again. */
    private Ending endingOf(TestProcess process, Recording recording) throws SetupFailedException {
        if (attempt.cancelled()) {
            return Ending.cancelled();
        }
        try {
            Ending ending = process.await();
            if (!ending.reboots() || process.awaitRestart()) {
                return ending;
            }
            return recording.remaining().isZero()
                    ? Ending.timedOut()
                    : Ending.lost(Ending.LOST, null);
        } catch (InterruptedException e) {
            return Ending.cancelled();
        }
    }

    /** An attempt is interrupted once at the most, so the second try is not. */
    private void endSurely(TestProcess process) throws InterruptedException {
        try {
            process.end();
        } catch (InterruptedException e) {
            LOG.debug("{}: cancelled while it was being ended", attempt);
            process.end();
        }
    }
}

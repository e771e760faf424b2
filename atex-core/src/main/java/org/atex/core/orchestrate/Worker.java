package org.atex.core.orchestrate;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import org.atex.core.InvalidArgumentException;
import org.atex.core.execute.TestExecutor;
import org.atex.core.result.ErrorKind;
import org.atex.core.result.TestError;
import org.atex.core.result.TestOutcome;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Attempt;
import org.atex.core.test.SystemSetup;
import org.atex.core.time.Deadline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns one system from reserve to release: {@code reserve ► start ► { take ► run ► judge }* ► stop
 * ► release}.
 */
final class Worker implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(Orchestrator.class);

    private final Run run;
    private final HeldSystem system;
    private final Thread thread;
    private final Condition told;

    /** Under the run's lock: whether an interrupt would hit something that may be given up. */
    private boolean interruptible = true;

    Worker(Run run, HeldSystem system, int number, Condition told) {
        this.run = run;
        this.system = system;
        this.told = told;
        this.thread = new Thread(this, "atex-worker-%d (%s)".formatted(number, system));
    }

    /** Waits until the thread has ended; it has nothing to do any more. */
    void join() {
        Uninterrupted.wait(thread::join);
    }

    /** Under the run's lock: what this worker alone waits on, so that no other wakes (ORC-04). */
    Condition told() {
        return told;
    }

    boolean runsOn(Thread other) {
        return thread == other;
    }

    void start() {
        thread.start();
    }

    /**
     * Under the run's lock: ends a reservation, a preparation or a wait, but no test or release.
     */
    void interruptUnlessRunning() {
        if (interruptible) {
            thread.interrupt();
        }
    }

    private void interruptible(boolean now) {
        run.withLock(
                () -> {
                    interruptible = now;
                    if (!now) {
                        Thread.interrupted(); // what came until here is in the run's state
                    }
                });
    }

    @Override
    public void run() {
        try {
            run.awaitPause(system);
            if (system.running != null || run.wanted(system)) {
                useSystem();
            }
        } catch (InterruptedException e) {
            log.debug("{}: given up", system);
        } catch (RuntimeException | Error e) {
            run.broke(system.toString(), e);
        } finally {
            interruptible(false);
            run.release(system);
            run.left(system);
        }
    }

    private void useSystem() throws InterruptedException {
        Optional<SshSystem> where = system.provisioner.reservedSystem();
        if (where.isPresent()) { // it was taken over
            run.inUse(system);
        } else {
            where = reserve();
        }
        if (where.isPresent()) {
            use(where.get());
        }
    }

    private void use(SshSystem where) throws InterruptedException {
        try (TestExecutor executor = run.executors().open(where, system.provisioner::isAlive)) {
            InheritedAttempt past = system.running;
            if (past == null || attach(executor, past)) {
                runTests(executor);
            }
        }
    }

    private Optional<SshSystem> reserve() throws InterruptedException {
        run.reserving(system);
        Recorded.Reserve event = new Recorded.Reserve(system.provisioner);
        try {
            Deadline deadline = Deadline.after(run.limits.reserve());
            SshSystem where = system.provisioner.reserve(deadline);
            run.reserved(system, where.toString());
            return Optional.of(where);
        } catch (RuntimeException e) {
            run.setupFailed(system, e);
            return Optional.empty();
        } finally {
            event.commit();
        }
    }

    private void runTests(TestExecutor executor) throws InterruptedException {
        boolean goOn = true;
        while (goOn) {
            Step step = run.next(system);
            if (step instanceof Step.RunTest test) {
                goOn = start(executor, test.queued().test.setup()) && attempt(executor, test);
            } else if (step instanceof Step.Prepare prepare) {
                goOn = start(executor, prepare.setup());
            } else {
                stop(executor);
                goOn = false;
            }
        }
    }

    /** Has the system prepared for a setup, if it is not yet. */
    private boolean start(TestExecutor executor, SystemSetup setup) throws InterruptedException {
        if (setup.equals(system.started)) {
            return true;
        }
        stop(executor);
        run.preparing(system);
        Recorded.Prepare event = new Recorded.Prepare(system.provisioner);
        try {
            executor.start(setup, Deadline.after(run.limits.prepare()));
        } catch (RuntimeException e) {
            run.setupFailed(system, e);
            stopQuietly(executor);
            return false;
        } catch (InterruptedException e) {
            run.setupFailed(system, e);
            throw e;
        } finally {
            event.commit();
        }
        run.prepared(system, setup);
        return true;
    }

    private void stop(TestExecutor executor) throws InterruptedException {
        if (system.started == null) {
            return;
        }
        run.withLock(() -> system.started = null);
        try {
            executor.stop(Deadline.after(run.limits.stop()));
        } catch (RuntimeException e) {
            run.problem(Problem.of(system + " (finish)", e));
        }
    }

    private void stopQuietly(TestExecutor executor) throws InterruptedException {
        try {
            executor.stop(Deadline.after(run.limits.stop()));
        } catch (RuntimeException e) {
            log.debug("{}: cleaning up after a failed start: {}", system, e.getMessage());
        }
    }

    private boolean attempt(TestExecutor executor, Step.RunTest test) {
        interruptible(false);
        try {
            Attempt attempt = run.begin(system, test.queued());
            Reporter reporter = new Reporter(run, attempt, 0);
            try {
                TestOutcome outcome = recorded(attempt, () -> executor.run(attempt, reporter));
                return run.ended(system, attempt, outcome, reporter.results());
            } catch (InvalidArgumentException e) {
                run.refused(system, attempt, e);
                return true;
            } catch (IOException | RuntimeException e) {
                run.broke(attempt.toString(), e);
                run.ended(system, attempt, runnerFailed(e), reporter.results());
                return false;
            }
        } catch (IOException e) {
            run.broke(test.queued().toString(), e);
            return false;
        } finally {
            interruptible(true);
        }
    }

    /** What an executor does with an attempt. */
    @FunctionalInterface
    private interface Execution {
        TestOutcome run() throws IOException;
    }

    private static TestOutcome recorded(Attempt attempt, Execution execution) throws IOException {
        Recorded.Test event = new Recorded.Test(attempt);
        try {
            return execution.run();
        } finally {
            event.commit();
        }
    }

    /** Goes on with what ran there when the process died that held the system (SUP-07). */
    private boolean attach(TestExecutor executor, InheritedAttempt past) {
        interruptible(false);
        Attempt attempt = past.attempt();
        Reporter reporter = new Reporter(run, attempt, past.numberedResults());
        try {
            TestOutcome outcome = recorded(attempt, () -> executor.attach(attempt, reporter));
            if (outcome.end() == TestOutcome.End.SYSTEM_LOST) {
                past.completeArtifacts();
                long results = past.passOnStored(run, reporter.results());
                return run.lostWithItsRunner(system, attempt, outcome, results);
            }
            return run.ended(system, attempt, outcome, reporter.results());
        } catch (IOException | RuntimeException e) {
            run.broke(attempt.toString(), e);
            run.ended(system, attempt, runnerFailed(e), reporter.results());
            return false;
        } finally {
            interruptible(true);
        }
    }

    static TestOutcome runnerFailed(Exception e) {
        TestError error =
                new TestError(ErrorKind.ABORTED, "the runner cannot go on: " + e, Optional.of(e));
        return TestOutcome.failed(
                TestOutcome.End.SYSTEM_LOST, error, Optional.empty(), Duration.ZERO);
    }

    /** Of an attempt whose runner died, and that nobody could attach to. */
    static TestOutcome runnerDied() {
        TestError error = TestError.of(ErrorKind.ABORTED, "the runner died");
        return TestOutcome.failed(
                TestOutcome.End.SYSTEM_LOST, error, Optional.empty(), Duration.ZERO);
    }
}

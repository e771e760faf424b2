package org.atex.core.orchestrate;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
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
    private final Systems systems;
    private final Attempts attempts;
    private final HeldSystem system;
    private final Thread thread;
    private final Signal told = new Signal();

    /** Under the lock of this: whether an interrupt would hit something that may be given up. */
    private boolean interruptible = true;

    Worker(Run run, HeldSystem system, int number) {
        this.run = run;
        this.systems = run.systems();
        this.attempts = run.attempts();
        this.system = system;
        this.thread = new Thread(this, "atex-worker-%d (%s)".formatted(number, system));
    }

    /** Waits until the thread has ended; it has nothing to do any more. */
    void join() {
        Uninterrupted.wait(thread::join);
    }

    /** What this worker alone waits on, so that no other wakes (ORC-04). */
    Signal told() {
        return told;
    }

    boolean runsOn(Thread other) {
        return thread == other;
    }

    void start() {
        thread.start();
    }

    /** Ends a reservation, a preparation or a wait, but no test or release. */
    synchronized void interruptUnlessRunning() {
        if (interruptible) {
            thread.interrupt();
        }
    }

    private synchronized void interruptible(boolean now) {
        interruptible = now;
        if (!now) {
            Thread.interrupted(); // what came until here is in the run's state
        }
    }

    @Override
    public void run() {
        try {
            systems.awaitPause(system);
            if (system.running != null || systems.wanted(system)) {
                useSystem();
            }
        } catch (InterruptedException e) {
            log.debug("{}: given up", system);
        } catch (RuntimeException | Error e) {
            run.core().broke(system.toString(), e);
        } finally {
            interruptible(false);
            run.releases().release(system);
            systems.left(system);
        }
    }

    private void useSystem() throws InterruptedException {
        Optional<SshSystem> where = system.provisioner.reservedSystem();
        if (where.isPresent()) { // it was taken over
            systems.inUse(system);
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
            Step step = past == null ? attempts.next(system) : attach(executor, past);
            while (!(step instanceof Step.GiveBack)) {
                step = take(executor, step);
            }
        }
    }

    private Optional<SshSystem> reserve() throws InterruptedException {
        systems.reserving(system);
        Recorded.Reserve event = new Recorded.Reserve(system.provisioner);
        try {
            Deadline deadline = Deadline.after(run.limits.reserve());
            SshSystem where = system.provisioner.reserve(deadline);
            systems.reserved(system, where.toString());
            return Optional.of(where);
        } catch (RuntimeException e) {
            systems.setupFailed(system, e);
            return Optional.empty();
        } catch (InterruptedException e) {
            systems.setupFailed(system, e);
            throw e;
        } finally {
            event.commit();
        }
    }

    /** Does what is next, and says what is then. */
    private Step take(TestExecutor executor, Step step) throws InterruptedException {
        if (step instanceof Step.RunTest test && test.attempt().isPresent()) {
            return attempt(executor, test.attempt().get());
        }
        if (step instanceof Step.Leave) {
            stop(executor);
            return new Step.GiveBack();
        }
        if (step instanceof Step.Wait) {
            systems.awaitTold(system);
        } else if (!run.core().ending()) { // from here on the end of the run interrupts
            return start(executor, step);
        }
        return attempts.next(system);
    }

    private Step start(TestExecutor executor, Step step) throws InterruptedException {
        if (step instanceof Step.RunTest test && start(executor, test.queued().test.setup())) {
            return attempt(executor, attempts.begin(system, test.queued()));
        }
        if (step instanceof Step.Prepare prepare && start(executor, prepare.setup())) {
            return attempts.next(system);
        }
        return new Step.GiveBack();
    }

    /** Has the system prepared for a setup, if it is not yet. */
    private boolean start(TestExecutor executor, SystemSetup setup) throws InterruptedException {
        if (setup.equals(system.started)) {
            return true;
        }
        stop(executor);
        systems.preparing(system);
        Recorded.Prepare event = new Recorded.Prepare(system.provisioner);
        try {
            executor.start(setup, Deadline.after(run.limits.prepare()));
        } catch (RuntimeException e) {
            systems.setupFailed(system, e);
            stopQuietly(executor);
            return false;
        } catch (InterruptedException e) {
            systems.setupFailed(system, e);
            throw e;
        } finally {
            event.commit();
        }
        systems.prepared(system, setup);
        return true;
    }

    private void stop(TestExecutor executor) throws InterruptedException {
        if (system.started == null) {
            return;
        }
        systems.finishing(system);
        try {
            executor.stop(Deadline.after(run.limits.stop()));
        } catch (RuntimeException e) {
            run.core().problem(Problem.of(system + " (finish)", e));
        }
    }

    private void stopQuietly(TestExecutor executor) throws InterruptedException {
        try {
            executor.stop(Deadline.after(run.limits.stop()));
        } catch (RuntimeException e) {
            log.debug("{}: cleaning up after a failed start: {}", system, e.getMessage());
        }
    }

    private Step attempt(TestExecutor executor, Attempt attempt) {
        log.info("{}: starts", attempt);
        interruptible(false);
        Reporter reporter = new Reporter(attempts, attempt, 0);
        try {
            Files.createDirectory(attempt.directory());
            TestOutcome outcome = recorded(attempt, () -> executor.run(attempt, reporter));
            return attempts.ended(system, attempt, outcome, reporter.results());
        } catch (InvalidArgumentException e) {
            attempts.refused(system, attempt, e);
            return attempts.next(system);
        } catch (IOException | RuntimeException | Error e) {
            return broke(attempt, reporter, e);
        } finally {
            interruptible(true);
        }
    }

    private Step broke(Attempt attempt, Reporter reporter, Throwable why) {
        run.core().broke(attempt.toString(), why);
        attempts.ended(system, attempt, runnerFailed(why), reporter.results());
        return new Step.GiveBack();
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
    private Step attach(TestExecutor executor, InheritedAttempt past) {
        interruptible(false);
        Attempt attempt = past.attempt();
        Reporter reporter = new Reporter(attempts, attempt, past.numberedResults());
        try {
            Files.createDirectories(attempt.directory()); // that may be where the process died
            TestOutcome outcome = recorded(attempt, () -> executor.attach(attempt, reporter));
            if (outcome.end() == TestOutcome.End.SYSTEM_LOST) {
                past.completeArtifacts();
                long results = past.passOnStored(run, reporter.results());
                return attempts.lostWithItsRunner(system, attempt, outcome, results);
            }
            return attempts.ended(system, attempt, outcome, reporter.results());
        } catch (IOException | RuntimeException | Error e) {
            return broke(attempt, reporter, e);
        } finally {
            interruptible(true);
        }
    }

    static TestOutcome runnerFailed(Throwable e) {
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

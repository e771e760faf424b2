package org.atex.core.orchestrate;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.atex.core.AtexException;
import org.atex.core.execute.TestExecutorFactory;
import org.atex.core.journal.JournalEntry;
import org.atex.core.journal.JournalEntry.Next;
import org.atex.core.journal.JournalEntry.Numbered;
import org.atex.core.journal.RunHistory;
import org.atex.core.journal.SystemHistory;
import org.atex.core.result.ResultSink;
import org.atex.core.result.SinkEvent;
import org.atex.core.result.SinkEvent.Standing;
import org.atex.core.result.SinkException;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestResult;
import org.atex.core.system.Provisioner;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Attempt;
import org.atex.core.test.SystemSetup;
import org.atex.core.time.Deadline;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run under way: the lock under which its {@link Scheduler} decides, its {@link Worker}s, and
 * what they tell sinks and listeners.
 *
 * <p>Sinks are never waited for and provisioners never released under the lock.
 */
final class Run {

    private static final String CANCELLED = "the run was cancelled";
    private static final Logger log = LoggerFactory.getLogger(Orchestrator.class);

    final Limits limits;
    private final Scheduler scheduler;
    private final List<FactorySlot> slots;
    private final TestExecutorFactory executors;
    private final List<RunListener> listeners;
    private final RunDirectory directory;
    private final SinkPipe sinks;
    private final RunLog journal;
    private final Optional<Resumption> resumption;
    private final Releases releases;
    private final Holds holds;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition workerEnded = lock.newCondition();
    private final Map<HeldSystem, Worker> workers = new HashMap<>();
    private final List<Worker> ended = new ArrayList<>();
    private final LinkedHashSet<Attempt> attempts = new LinkedHashSet<>();
    private final List<Problem> problems = new ArrayList<>();
    private long lastAttempt;
    private int lastWorker;
    private Duration earlier = Duration.ZERO;
    private boolean cancelled;
    private volatile @Nullable Thread caller;
    private final Deadline deadline;

    Run(Setup setup) {
        this.limits = setup.limits;
        this.deadline = setup.deadline;
        this.scheduler = setup.scheduler;
        this.slots = setup.slots;
        this.executors = setup.executors;
        this.listeners = setup.listeners;
        this.directory = setup.directory;
        this.journal = setup.journal;
        this.sinks =
                new SinkPipe(
                        setup.mainSink,
                        setup.supersededSink,
                        limits.sinkBytes(),
                        journal,
                        this::sinkFailed);
        this.resumption = setup.past.map(past -> new Resumption(this, setup, past, sinks));
        this.releases = new Releases(this, slots, journal);
        this.holds = new Holds(this, setup.holdFailed, journal);
        setup.past.ifPresent(this::restore);
        journal.onFailure(e -> broke("the journal", e));
    }

    private void restore(PastRun past) {
        RunHistory history = past.history();
        scheduler.restore(history);
        problems.addAll(past.problems());
        history.attempts().forEach(each -> lastAttempt = Math.max(lastAttempt, each.number()));
        long numbered = history.numbered().stream().mapToLong(Numbered::events).sum();
        sinks.continueFrom(numbered, history.delivered());
        earlier = history.took();
    }

    /** What a run is made of; {@code past} is there if it goes on. */
    record Setup(
            Limits limits,
            Deadline deadline,
            Optional<Duration> holdFailed,
            TestList tests,
            Scheduler scheduler,
            List<FactorySlot> slots,
            TestExecutorFactory executors,
            List<RunListener> listeners,
            RunDirectory directory,
            RunLog journal,
            Optional<PastRun> past,
            ResultSink mainSink,
            Optional<ResultSink> supersededSink) {}

    // ---- the thread that called Orchestrator.run

    /** Runs all tests; returns when the last system is released and the last sink closed. */
    RunSummary run() throws IOException {
        long start = System.nanoTime();
        caller = Thread.currentThread();
        openSinks();
        locked(() -> tell(begun()));
        resumption.ifPresent(Resumption::pickUp);
        locked(this::advance);
        awaitFinished();
        slots.forEach(FactorySlot::dropCandidates);
        sinks.close().ifPresent(e -> locked(() -> fail(SinkPipe.broken("its end", e))));
        slots.forEach(this::closeFactory);
        return finish(earlier.plusNanos(System.nanoTime() - start));
    }

    private RunEvent begun() {
        return resumption.isEmpty()
                ? new RunEvent.RunStarted(scheduler.queued())
                : new RunEvent.RunResumed(scheduler.queued(), scheduler.verdictsSoFar());
    }

    private void openSinks() throws IOException {
        try {
            sinks.open();
        } catch (IOException | RuntimeException e) {
            if (resumption.isEmpty()) {
                directory.deleteJournal();
            }
            throw e;
        }
    }

    private RunSummary finish(Duration took) {
        lock.lock();
        try {
            RunSummary summary = scheduler.summary(problems, took);
            tell(new RunEvent.RunFinished(summary));
            Optional<AtexException> failure = scheduler.failure(); // a listener may have failed now
            journal.write(new JournalEntry.RunEnded(took, failure.map(AtexException::getMessage)));
            return failure.equals(summary.failure()) ? summary : scheduler.summary(problems, took);
        } finally {
            lock.unlock();
        }
    }

    private void awaitFinished() {
        boolean interrupted = false;
        while (!awaitFinishedOrInterrupted()) {
            interrupted = true;
            cancel(CANCELLED);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitFinishedOrInterrupted() {
        try {
            boolean more = true;
            while (more) {
                awaitEnded().forEach(Worker::join);
                obeyDeadline();
                more = call(() -> !scheduler.finished() || !workers.isEmpty() || !ended.isEmpty());
            }
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void obeyDeadline() {
        if (deadline.expired() && !call(scheduler::ending)) {
            announce(new RunEvent.DeadlineReached());
            cancel("deadline of the run");
        }
    }

    /** Waits until workers have ended, the run has, or its deadline has come. */
    private List<Worker> awaitEnded() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = deadline.remaining().toNanos();
            while (ended.isEmpty() && (!scheduler.finished() || !workers.isEmpty())) {
                if (scheduler.ending()) {
                    workerEnded.await();
                } else if (left > 0) {
                    left = workerEnded.awaitNanos(left);
                } else {
                    break;
                }
            }
            List<Worker> taken = List.copyOf(ended);
            ended.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void closeFactory(FactorySlot slot) {
        try {
            slot.factory.close();
        } catch (RuntimeException e) {
            problem(Problem.of("factory", e));
        }
    }

    // ---- from any thread

    /** Cancels what runs, gives up what comes, starts nothing more. */
    void cancel() {
        cancel(CANCELLED);
    }

    private void cancel(String reason) {
        List<Attempt> toCancel =
                call(
                        () -> {
                            cancelled = true;
                            scheduler.end(reason);
                            workers.values().forEach(Worker::interruptUnlessRunning);
                            workers.values().forEach(worker -> worker.told().signal());
                            advance();
                            return List.copyOf(attempts);
                        });
        toCancel.forEach(Attempt::cancel); // not under the lock: executors have locks of their own
    }

    /** Stops trying again what failed: systems that cannot be released at once stay. */
    void stopRetries() {
        releases.stopRetries();
    }

    /** Whether this thread is one that the run has to wait for. */
    boolean ownsThisThread() {
        Thread current = Thread.currentThread();
        return lock.isHeldByCurrentThread()
                || current == caller
                || sinks.delivers(current)
                || call(() -> workers.values().stream().anyMatch(worker -> worker.runsOn(current)));
    }

    // ---- from workers

    TestExecutorFactory executors() {
        return executors;
    }

    void reserving(HeldSystem system) {
        system.inJournal = true;
        journal.write(
                new JournalEntry.SystemReserving(
                        system.provisioner.name(),
                        system.provisioner.platform(),
                        slots.indexOf(system.slot),
                        system.provisioner.handle()));
        locked(
                () ->
                        tell(
                                new RunEvent.SystemReserving(
                                        system.provisioner.name(), system.provisioner.platform())));
    }

    void reserved(HeldSystem system, String address) {
        log.info("{}: reserved, {}", system, address);
        journal.write(
                new JournalEntry.SystemReserved(
                        system.provisioner.name(), address, system.provisioner.handle()));
        locked(
                () -> {
                    scheduler.reserved(system);
                    tell(new RunEvent.SystemReserved(system.provisioner.name(), address));
                });
    }

    void preparing(HeldSystem system) {
        journal.write(new JournalEntry.SystemPreparing(system.provisioner.name()));
        announce(new RunEvent.SystemPreparing(system.provisioner.name()));
    }

    void prepared(HeldSystem system, SystemSetup setup) {
        journal.write(new JournalEntry.SystemPrepared(system.provisioner.name()));
        locked(
                () -> {
                    system.started = setup;
                    tell(new RunEvent.SystemPrepared(system.provisioner.name()));
                });
    }

    void setupFailed(HeldSystem system, Exception why) {
        lock.lock();
        try {
            boolean wanted = !system.givenUp() && !scheduler.ending();
            scheduler.setupFailed(system, why);
            if (wanted) {
                journal.write(
                        new JournalEntry.SetupFailed(
                                system.provisioner.name(), String.valueOf(why.getMessage())));
                log.warn("{}: {}; it is released", system, why.getMessage());
                tell(
                        new RunEvent.SetupFailed(
                                system.provisioner.name(), String.valueOf(why.getMessage())));
            }
            advance();
        } finally {
            lock.unlock();
        }
    }

    /** What the system does next; waits while it is a spare. */
    Step next(HeldSystem system) throws InterruptedException {
        lock.lock();
        try {
            Condition told = worker(system).told();
            while (true) {
                Step step = guarded(() -> scheduler.next(system), new Step.Leave());
                if (step instanceof Step.Leave) {
                    system.phase(HeldSystem.Phase.LEAVING);
                }
                advance();
                if (!(step instanceof Step.Wait)) {
                    return step;
                }
                told.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private Worker worker(HeldSystem system) {
        return Objects.requireNonNull(workers.get(system), "worker");
    }

    Attempt begin(HeldSystem system, QueuedTest queued) throws IOException {
        Attempt attempt = call(() -> newAttempt(system, queued));
        Instant at =
                journal.write(
                        new JournalEntry.AttemptBegan(
                                attempt.number(),
                                journal.place(attempt.test()),
                                attempt.tryNumber(),
                                attempt.system(),
                                attempt.platform().name()));
        Files.createDirectory(attempt.directory());
        log.info("{}: starts", attempt);
        sinks.post(number -> new SinkEvent.AttemptBegan(number, attempt, at));
        announce(new RunEvent.AttemptStarted(attempt));
        return attempt;
    }

    private Attempt newAttempt(HeldSystem system, QueuedTest queued) {
        int tryNumber = scheduler.begin(system);
        Attempt attempt =
                new Attempt(
                        ++lastAttempt,
                        queued.test,
                        tryNumber,
                        system.provisioner.name(),
                        system.provisioner.platform(),
                        directory.attempt(lastAttempt));
        runs(attempt);
        return attempt;
    }

    private void runs(Attempt attempt) {
        attempts.add(attempt);
        if (cancelled) {
            attempt.cancel();
        }
    }

    void started(Attempt attempt) {
        journal.write(new JournalEntry.TestStarted(attempt.number()));
        announce(new RunEvent.TestStarted(attempt));
    }

    void reported(Attempt attempt, TestResult result) {
        sinks.post(number -> new SinkEvent.ResultReported(number, attempt, result));
        announce(new RunEvent.ResultStored(attempt, result));
    }

    /** Judges an ended attempt; false if the system has to go. */
    boolean ended(HeldSystem system, Attempt attempt, TestOutcome outcome, long results) {
        boolean alive = system.provisioner.isAlive();
        Supplier<Judgement> judge =
                () ->
                        guarded(
                                () -> scheduler.judge(system, attempt, outcome, alive),
                                new Judgement(Judgement.Again.NO, false));
        return settle(system, attempt, outcome, judge, results);
    }

    /** It was not possible to attach to an attempt; its test waits again. */
    boolean lostWithItsRunner(
            HeldSystem system, Attempt attempt, TestOutcome outcome, long results) {
        Judgement judgement = new Judgement(Judgement.Again.RUNNER_DIED, false);
        return settle(system, attempt, outcome, () -> judgement, results);
    }

    /** Ends an attempt in one go: many workers that end many short tests meet here only once. */
    private boolean settle(
            HeldSystem system,
            Attempt attempt,
            TestOutcome outcome,
            Supplier<Judgement> judge,
            long results) {
        sinks.awaitRoom();
        Judgement judgement;
        boolean held;
        lock.lock();
        try {
            judgement = judge.get();
            held = holds.wants(attempt, outcome, judgement);
            settle(system, attempt, outcome, judgement, results);
            if (held) {
                system.phase(HeldSystem.Phase.LEAVING);
            }
            advance();
        } finally {
            lock.unlock();
        }
        boolean again = judgement.again() != Judgement.Again.NO;
        log.info("{}: {}{}", attempt, outcome, again ? "; it runs again" : "");
        if (held) {
            holds.hold(system, attempt);
        }
        return judgement.systemIntact() && !held;
    }

    /** Under the lock: the journal first, then sinks, then listeners. */
    private void settle(
            HeldSystem system,
            Attempt attempt,
            TestOutcome outcome,
            Judgement judgement,
            long results) {
        attempts.remove(attempt);
        scheduler.settle(system, outcome, judgement);
        List<TestVerdict> verdicts = scheduler.takeConcluded();
        List<JournalEntry> entries = new ArrayList<>();
        entries.add(
                new JournalEntry.AttemptEnded(
                        attempt.number(), outcome, judgement.next(), results));
        verdicts.forEach(verdict -> entries.add(entry(verdict)));
        Instant at = journal.write(entries);
        Standing standing = judgement.standing();
        sinks.add(number -> new SinkEvent.AttemptEnded(number, attempt, outcome, standing, at));
        tell(new RunEvent.AttemptFinished(attempt, outcome, standing));
        verdicts.forEach(verdict -> tell(new RunEvent.TestFinished(verdict)));
    }

    /** The executor refused an attempt before it did anything. */
    void refused(HeldSystem system, Attempt attempt, AtexException why) {
        TestOutcome none = Worker.runnerFailed(why);
        Next next = Next.REFUSED;
        Instant at = journal.write(new JournalEntry.AttemptEnded(attempt.number(), none, next, 0));
        sinks.post(
                number -> new SinkEvent.AttemptEnded(number, attempt, none, next.standing(), at));
        lock.lock();
        try {
            attempts.remove(attempt);
            scheduler.refused(system, String.valueOf(why.getMessage()));
            advance();
        } finally {
            lock.unlock();
        }
    }

    /** The runner itself cannot go on (ERR-04). */
    void broke(String where, Throwable why) {
        boolean says = why instanceof IOException && why.getMessage() != null;
        String what = says ? why.getMessage() : why.toString();
        locked(() -> fail(new AtexException(where + ": the runner cannot go on: " + what, why)));
    }

    /** Gives a system back; a failure is tried again, then told (ORC-18). */
    void release(HeldSystem system) {
        releases.release(system);
    }

    /** Gives a system back that a dead process held. */
    void discard(SystemHistory system) {
        releases.discard(system);
    }

    // ---- from the resumption

    boolean hasWaitingTests() {
        return call(scheduler::hasWaitingTests);
    }

    /** A system that a dead process held is ours. */
    HeldSystem adopted(SystemHistory was, Provisioner provisioner) {
        String address = provisioner.reservedSystem().map(SshSystem::toString).orElse("");
        journal.write(
                new JournalEntry.SystemAdopted(
                        provisioner.name(), was.name(), address, provisioner.handle()));
        return call(
                () -> {
                    HeldSystem system = scheduler.adopted(slots.get(was.factory()), provisioner);
                    system.inJournal = true;
                    tell(
                            new RunEvent.SystemAdopted(
                                    provisioner.name(), provisioner.platform(), address));
                    return system;
                });
    }

    /** Whether an attempt is to be attached to there; its test runs then. */
    boolean stillRuns(InheritedAttempt past, HeldSystem system) {
        boolean runs = call(() -> scheduler.running(past.history().test().place(), system));
        if (runs) {
            journal.write(new JournalEntry.AttemptAttached(past.attempt().number()));
            locked(
                    () -> {
                        system.running = past;
                        runs(past.attempt());
                        tell(new RunEvent.AttemptAttached(past.attempt()));
                    });
        }
        return runs;
    }

    /** A worker has a system that was taken over. */
    void inUse(HeldSystem system) {
        locked(() -> scheduler.reserved(system));
    }

    /** Has a worker go on with a system that was taken over. */
    void use(HeldSystem system) {
        locked(() -> startWorker(system));
    }

    /** The last thing that a worker does. */
    void left(HeldSystem system) {
        lock.lock();
        try {
            scheduler.left(system);
            advance();
            Worker worker = workers.remove(system);
            if (worker != null) {
                ended.add(worker);
            }
            workerEnded.signal();
        } finally {
            lock.unlock();
        }
    }

    void problem(Problem problem) {
        log.warn("{}", problem);
        locked(
                () -> {
                    problems.add(problem);
                    journal.write(new JournalEntry.ProblemMet(problem.where(), problem.what()));
                    tell(new RunEvent.ProblemMet(problem));
                });
    }

    /** Waits before a system of a failing factory is tried again (ORC-08). */
    void awaitPause(HeldSystem system) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = limits.pauseAfter(system.slot.failuresInARow).toNanos();
            Condition told = worker(system).told();
            while (nanos > 0 && !system.givenUp() && !scheduler.ending()) {
                nanos = told.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether a system that was to be reserved is still wanted. */
    boolean wanted(HeldSystem system) {
        return call(() -> !system.givenUp() && !scheduler.ending());
    }

    /** Tells listeners of something that changes nothing in the run. */
    void announce(RunEvent event) {
        locked(() -> tell(event));
    }

    /**
     * Has a worker wait until {@code over}, the run ends, or the deadline has come. What makes it
     * over is done by {@link #tellWorker}.
     */
    void awaitTold(HeldSystem system, BooleanSupplier over, Deadline end)
            throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Condition told = worker(system).told();
            while (!over.getAsBoolean() && !scheduler.ending() && !end.expired()) {
                told.awaitNanos(end.remaining().toNanos());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Changes what a worker waits for in {@link #awaitTold}; nothing happens if it has left. */
    void tellWorker(HeldSystem system, Runnable change) {
        locked(
                () -> {
                    change.run();
                    Worker worker = workers.get(system);
                    if (worker != null) {
                        worker.told().signal();
                    }
                });
    }

    // ---- under the lock

    /** Acts on whatever has changed: new workers, systems given up, verdicts told. */
    private void advance() {
        guarded(
                () -> {
                    scheduler.plan();
                    return true;
                },
                false);
        scheduler.takeStarts().forEach(this::startWorker);
        for (HeldSystem idle : scheduler.toGiveUp()) {
            Worker worker = workers.get(idle);
            if (worker != null) {
                worker.interruptUnlessRunning();
            }
        }
        scheduler.takePutAside().forEach(this::putAside);
        concluded(scheduler.takeConcluded());
        guarded(scheduler::toWake, List.<HeldSystem>of())
                .forEach(spare -> worker(spare).told().signal());
    }

    private void putAside(Problem why) {
        problem(why);
        tell(new RunEvent.FactoryPutAside(why.where(), why.what()));
    }

    private void startWorker(HeldSystem system) {
        Worker worker = new Worker(this, system, ++lastWorker, lock.newCondition());
        workers.put(system, worker);
        worker.start();
    }

    private void concluded(List<TestVerdict> verdicts) {
        if (!verdicts.isEmpty()) {
            journal.write(verdicts.stream().map(this::entry).toList());
            verdicts.forEach(verdict -> tell(new RunEvent.TestFinished(verdict)));
        }
    }

    private JournalEntry entry(TestVerdict verdict) {
        return new JournalEntry.TestConcluded(
                journal.place(verdict.test()), verdict.verdict(), verdict.reason());
    }

    private void tell(RunEvent event) {
        for (RunListener listener : listeners) {
            guarded(
                    () -> {
                        listener.on(event);
                        return true;
                    },
                    false);
        }
    }

    /** Runs code of the user; what it throws ends the run (ORC-24). */
    private <T> T guarded(Supplier<T> code, T otherwise) {
        try {
            return code.get();
        } catch (RuntimeException e) {
            fail(Scheduler.ledAstray(e));
            return otherwise;
        }
    }

    private void fail(AtexException why) {
        if (scheduler.failure().isEmpty()) {
            log.error("the run ends: {}", why.getMessage());
        }
        scheduler.fail(why);
        workers.values().forEach(worker -> worker.told().signal());
    }

    private void sinkFailed(SinkEvent event, Exception e) {
        if (e instanceof SinkException) {
            String kept = "artifacts are kept in " + event.attempt().directory();
            problem(new Problem(event.attempt().toString(), e.getMessage() + "; " + kept, e));
        } else {
            locked(
                    () -> {
                        fail(SinkPipe.broken(event.attempt().toString(), e));
                        advance();
                    });
        }
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    private <T> T call(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /** For workers: changes their state under the lock of the run. */
    void withLock(Runnable action) {
        locked(action);
    }
}

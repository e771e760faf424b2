package org.atex.core.orchestrate;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atex.core.AtexException;
import org.atex.core.execute.TestExecutorFactory;
import org.atex.core.journal.AttemptHistory;
import org.atex.core.journal.JournalEntry;
import org.atex.core.journal.RunHistory;
import org.atex.core.result.ResultSink;
import org.atex.core.result.SinkEvent;
import org.atex.core.result.SinkException;
import org.atex.core.test.Attempt;
import org.atex.core.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * One run under way: begins, cancels and ends it. Its {@link Systems} and {@link Attempts} share a
 * {@link RunCore}, under whose lock everything is decided.
 *
 * <p>Sinks are never waited for and provisioners never released under the lock.
 */
final class Run {

    private static final String CANCELLED = "the run was cancelled";

    final Limits limits;
    private final RunCore core;
    private final Scheduler scheduler;
    private final Systems systems;
    private final Attempts attempts;
    private final List<FactorySlot> slots;
    private final TestExecutorFactory executors;
    private final RunDirectory directory;
    private final SinkPipe sinks;
    private final Optional<Resumption> resumption;
    private final Releases releases;
    private final Deadline deadline;
    private Duration earlier = Duration.ZERO;
    private boolean endTold;
    private volatile @Nullable Thread caller;

    Run(Setup setup) {
        this.limits = setup.limits;
        this.deadline = setup.deadline;
        this.scheduler = setup.scheduler;
        this.slots = setup.slots;
        this.executors = setup.executors;
        this.directory = setup.directory;
        this.sinks =
                new SinkPipe(
                        setup.mainSink,
                        setup.supersededSink,
                        limits.sinkBytes(),
                        setup.journal,
                        this::sinkFailed);
        this.core = new RunCore(setup, this::serve, this::advance);
        this.systems = new Systems(core, slots, this);
        this.releases = new Releases(core, slots);
        Holds holds = new Holds(core, systems, setup.holdFailed);
        this.attempts = new Attempts(core, sinks, directory, holds);
        this.resumption = setup.past.map(past -> new Resumption(this, setup, past, sinks));
        setup.past.ifPresent(past -> restore(past.history()));
        setup.journal.onFailure(e -> core.broke("the journal", e));
    }

    private void restore(RunHistory history) {
        scheduler.restore(history);
        attempts.continueFrom(
                history.attempts().stream().mapToLong(AttemptHistory::number).max().orElse(0));
        sinks.continueFrom(history.lastNumber(), history.delivered());
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

    // ---- its parts, for workers and the resumption

    RunCore core() {
        return core;
    }

    Systems systems() {
        return systems;
    }

    Attempts attempts() {
        return attempts;
    }

    Releases releases() {
        return releases;
    }

    TestExecutorFactory executors() {
        return executors;
    }

    // ---- the thread that called Orchestrator.run

    /** Runs all tests; returns when the last system is released and the last sink closed. */
    RunSummary run() throws IOException {
        long start = System.nanoTime();
        caller = Thread.currentThread();
        openSinks();
        core.locked(() -> core.tell(begun()));
        resumption.ifPresent(Resumption::pickUp);
        core.change(() -> {});
        awaitFinished();
        slots.forEach(FactorySlot::dropCandidates);
        sinks.close().ifPresent(e -> core.fail(SinkPipe.broken("its end", e)));
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
        } catch (IOException | RuntimeException | Error e) {
            if (resumption.isEmpty()) {
                directory.deleteJournal();
            }
            throw e;
        }
    }

    private RunSummary finish(Duration took) {
        return core.call(
                () -> {
                    RunSummary summary = scheduler.summary(core.problems(), took);
                    core.tell(new RunEvent.RunFinished(summary));
                    Optional<AtexException> failure = scheduler.failure(); // maybe a listener's
                    core.journal.write(
                            new JournalEntry.RunEnded(
                                    took, failure.map(AtexException::getMessage)));
                    return failure.equals(summary.failure())
                            ? summary
                            : scheduler.summary(core.problems(), took);
                });
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
            while (!over()) {
                systems.awaitEnded(attempts.cancelled() ? Deadline.never() : deadline);
                systems.takeEnded().forEach(Worker::join);
                obeyDeadline();
            }
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private boolean over() {
        return core.call(scheduler::finished) && systems.allGone();
    }

    private void obeyDeadline() {
        if (deadline.expired() && !attempts.cancelled()) {
            core.announce(new RunEvent.DeadlineReached());
            cancel("deadline of the run");
        }
    }

    private void closeFactory(FactorySlot slot) {
        try {
            slot.factory.close();
        } catch (RuntimeException | Error e) {
            core.problem(Problem.of("factory", e));
        }
    }

    // ---- from any thread

    /** Cancels what runs, gives up what comes, starts nothing more. */
    void cancel() {
        cancel(CANCELLED);
    }

    private void cancel(String reason) {
        List<Attempt> toCancel = new ArrayList<>();
        core.change(
                () -> {
                    core.end(reason);
                    systems.interruptAll();
                    toCancel.addAll(attempts.cancelAll());
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
        return core.decidesOnThisThread()
                || current == caller
                || sinks.delivers(current)
                || systems.ownThisThread();
    }

    // ---- from the resumption

    /** Whether an attempt is to be attached to there; its test runs then. */
    boolean stillRuns(InheritedAttempt past, HeldSystem system) {
        boolean runs = core.call(() -> scheduler.running(past.history().test().place(), system));
        if (runs) {
            core.journal.write(new JournalEntry.AttemptAttached(past.attempt().number()));
            core.locked(
                    () -> {
                        system.running = past;
                        system.started = past.attempt().test().setup(); // by the one that died
                        attempts.runs(past.attempt());
                        core.tell(new RunEvent.AttemptAttached(past.attempt()));
                    });
        }
        return runs;
    }

    // ---- under the lock

    private void serve(List<Request> requests) {
        attempts.serve(requests);
    }

    /** Acts on whatever has changed: new workers, systems given up, verdicts told. */
    private void advance() {
        core.decided(
                () -> {
                    scheduler.plan();
                    return true;
                },
                false);
        scheduler.takePutAside().forEach(this::putAside);
        attempts.conclude(scheduler.takeConcluded());
        systems.advance();
        if (scheduler.ending() && !endTold) {
            endTold = true;
            systems.tellAll();
        }
    }

    private void putAside(Problem why) {
        core.problem(why);
        core.tell(new RunEvent.FactoryPutAside(why.where(), why.what()));
    }

    // ---- from the thread of the sinks

    private void sinkFailed(SinkEvent event, Throwable e) {
        if (e instanceof SinkException) {
            String kept = "artifacts are kept in " + event.attempt().directory();
            core.problem(new Problem(event.attempt().toString(), e.getMessage() + "; " + kept, e));
        } else {
            core.fail(SinkPipe.broken(event.attempt().toString(), e));
        }
    }
}

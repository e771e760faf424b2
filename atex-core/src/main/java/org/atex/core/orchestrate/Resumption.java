package org.atex.core.orchestrate;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atex.core.AtexException;
import org.atex.core.execute.TestExecutorFactory;
import org.atex.core.journal.AttemptHistory;
import org.atex.core.journal.JournalEntry.AttemptEnded;
import org.atex.core.journal.JournalEntry.Next;
import org.atex.core.journal.JournalEntry.SetupFailed;
import org.atex.core.journal.RunHistory;
import org.atex.core.journal.SystemHistory;
import org.atex.core.result.SinkEvent;
import org.atex.core.system.Provisioner;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.TestRun;

/**
 * Picks up what a process that died has left: its systems are taken over, its attempts attached to
 * or given up, its events delivered. On the thread that called {@code resume}, before anything new
 * begins; each step is in the journal, so that this may be killed, too.
 */
final class Resumption {

    private final Run run;
    private final RunHistory history;
    private final List<TestRun> tests;
    private final List<FactorySlot> slots;
    private final RunDirectory directory;
    private final TestExecutorFactory executors;
    private final SinkPipe sinks;
    private final RunLog log;
    private final Map<Long, InheritedAttempt> attempts = new LinkedHashMap<>();

    Resumption(Run run, Run.Setup setup, PastRun past, SinkPipe sinks) {
        this.run = run;
        this.history = past.history();
        this.tests = setup.tests().tests();
        this.slots = setup.slots();
        this.directory = setup.directory();
        this.executors = setup.executors();
        this.sinks = sinks;
        this.log = past.log();
        for (AttemptHistory attempt : history.attempts()) {
            attempts.put(attempt.number(), past(attempt));
        }
    }

    private InheritedAttempt past(AttemptHistory attempt) {
        Platform platform =
                history.systemCalled(attempt.system())
                        .map(SystemHistory::platform)
                        .orElse(Platform.named(attempt.platform()));
        return new InheritedAttempt(
                attempt,
                new Attempt(
                        attempt.number(),
                        tests.get(attempt.test().place()),
                        attempt.tryNumber(),
                        attempt.system(),
                        platform,
                        directory.attempt(attempt.number())));
    }

    void pickUp() {
        new Redelivery(history, attempts, sinks, executors, this::unreadable).repost();
        Map<String, HeldSystem> adopted = takeOverSystems();
        for (InheritedAttempt attempt : attempts.values()) {
            pickUp(attempt, Optional.ofNullable(adopted.get(attempt.history().systemNow())));
        }
        history.lastFailedSetup().ifPresent(this::obeySetupLimit);
        adopted.values().forEach(run.systems()::use);
    }

    /** The run that died may have been about to end by it (ORC-08). */
    private void obeySetupLimit(SetupFailed last) {
        RunCore core = run.core();
        AtexException why = new AtexException(last.why());
        core.call(() -> core.scheduler.overSetupLimit(last.system(), why)).ifPresent(core::fail);
    }

    // ---- systems

    private Map<String, HeldSystem> takeOverSystems() {
        InheritedSystems inherited =
                new InheritedSystems(history, attempts.values(), slots, run.core().scheduler);
        List<SystemHistory> useful =
                run.core().call(() -> run.core().decided(inherited::useful, List.of()));
        Map<SystemHistory, Provisioner> got =
                new Takeover(
                                useful,
                                slots,
                                (system, e) -> run.core().problem(Problem.of(system.name(), e)))
                        .run();
        Map<String, HeldSystem> adopted = new LinkedHashMap<>();
        for (SystemHistory system : inherited.held()) {
            Provisioner provisioner = got.get(system);
            if (provisioner == null) {
                run.releases().discard(system);
            } else {
                adopted.put(
                        system.name(),
                        run.systems().adopted(system, provisioner, previousOn(system)));
            }
        }
        return adopted;
    }

    /** What it ran last, in the words of {@link NextTest}. */
    private Optional<TestRun> previousOn(SystemHistory system) {
        return history.latestOn(system)
                .filter(attempt -> attempt.next().filter(next -> next != Next.REFUSED).isPresent())
                .map(attempt -> tests.get(attempt.test().place()));
    }

    // ---- attempts

    private void pickUp(InheritedAttempt attempt, Optional<HeldSystem> system) {
        if (attempt.ended()) {
            postRest(attempt);
        } else if (system.isPresent() && run.stillRuns(attempt, system.get())) {
            postBegin(attempt);
        } else {
            giveUp(attempt);
        }
    }

    private void postBegin(InheritedAttempt attempt) {
        if (attempt.history().numberedEvents() == 0) {
            sinks.post(attempt.began());
        }
    }

    private long postResults(InheritedAttempt attempt, long most) {
        long numbered = attempt.numberedResults();
        try {
            return Math.max(
                    numbered,
                    attempt.readResults(
                            executors,
                            numbered + 1,
                            (place, result) -> {
                                if (place <= most) {
                                    sinks.post(attempt.reported(result));
                                }
                            }));
        } catch (IOException e) {
            unreadable(attempt, e);
            return numbered;
        }
    }

    private void postRest(InheritedAttempt attempt) {
        if (attempt.history().numberedEvents() > attempt.endPlace()) {
            return; // all of them have their numbers: that was for the redelivery
        }
        postBegin(attempt);
        postResults(attempt, attempt.endPlace() - 1);
        sinks.post(attempt.end());
    }

    /** It ended with its runner: superseded, and as if it had not been (AGG-15). */
    private void giveUp(InheritedAttempt attempt) {
        postBegin(attempt);
        try {
            attempt.completeArtifacts();
        } catch (IOException e) {
            unreadable(attempt, e);
        }
        AttemptEnded ended = attempt.givenUp(postResults(attempt, Long.MAX_VALUE));
        Instant at = log.write(ended);
        sinks.post(
                number ->
                        new SinkEvent.AttemptEnded(
                                number,
                                attempt.attempt(),
                                ended.outcome(),
                                ended.next().standing(),
                                at));
    }

    private void unreadable(InheritedAttempt attempt, IOException e) {
        run.core().problem(Problem.of(attempt.attempt() + " (stored results)", e));
    }
}

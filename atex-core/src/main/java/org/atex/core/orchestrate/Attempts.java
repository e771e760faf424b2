package org.atex.core.orchestrate;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.atex.core.AtexException;
import org.atex.core.journal.JournalEntry;
import org.atex.core.journal.JournalEntry.Next;
import org.atex.core.result.SinkEvent;
import org.atex.core.result.SinkEvent.Standing;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestResult;
import org.atex.core.test.Attempt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attempts of a run: how they begin and end. Decided under its lock, for all workers that wait
 * for it at once; the journal is told first, then sinks, then listeners.
 */
final class Attempts {

    private static final Logger log = LoggerFactory.getLogger(Orchestrator.class);

    private final RunCore core;
    private final SinkPipe sinks;
    private final RunDirectory directory;
    private final Holds holds;
    private final Set<Attempt> underWay = new LinkedHashSet<>();
    private long last;
    private boolean cancelled;

    Attempts(RunCore core, SinkPipe sinks, RunDirectory directory, Holds holds) {
        this.core = core;
        this.sinks = sinks;
        this.directory = directory;
        this.holds = holds;
    }

    /** Numbers of attempts go on behind this one. */
    void continueFrom(long number) {
        last = number;
    }

    // ---- from workers

    /** What the system does next. */
    Step next(HeldSystem system) {
        Request.Turn turn = new Request.Turn(system, Optional.empty());
        core.ask(turn);
        return turn.next;
    }

    /** Judges an ended attempt, and says what its system does next. */
    Step ended(HeldSystem system, Attempt attempt, TestOutcome outcome, long results) {
        boolean alive = system.provisioner.isAlive();
        return settle(system, new Request.Ended(attempt, outcome, results, alive, false));
    }

    /** It was not possible to attach to an attempt; its test waits again. */
    Step lostWithItsRunner(HeldSystem system, Attempt attempt, TestOutcome outcome, long results) {
        return settle(system, new Request.Ended(attempt, outcome, results, false, true));
    }

    private Step settle(HeldSystem system, Request.Ended ended) {
        sinks.awaitRoom();
        Request.Turn turn = new Request.Turn(system, Optional.of(ended));
        core.ask(turn);
        boolean again = turn.judgement.again() != Judgement.Again.NO;
        log.info("{}: {}{}", ended.attempt(), ended.outcome(), again ? "; it runs again" : "");
        if (turn.held) {
            holds.hold(system, ended.attempt());
        }
        return turn.next;
    }

    /** Begins an attempt on a system that had to be prepared for it first. */
    Attempt begin(HeldSystem system, QueuedTest queued) {
        sinks.awaitRoom();
        return core.call(
                () -> {
                    Decided decided = new Decided();
                    Attempt attempt = begin(system, queued, decided);
                    decided.carryOut(core.journal);
                    return attempt;
                });
    }

    void started(Attempt attempt) {
        core.post(new Request.Started(attempt));
    }

    void reported(Attempt attempt, TestResult result) {
        sinks.post(number -> new SinkEvent.ResultReported(number, attempt, result));
        core.announce(() -> new RunEvent.ResultStored(attempt, result));
    }

    /** The executor refused an attempt before it did anything. */
    void refused(HeldSystem system, Attempt attempt, AtexException why) {
        sinks.awaitRoom();
        core.change(
                () -> {
                    Decided decided = new Decided();
                    underWay.remove(attempt);
                    core.scheduler.refused(system, String.valueOf(why.getMessage()));
                    end(attempt, Worker.runnerFailed(why), Next.REFUSED, 0, decided);
                    decided.carryOut(core.journal);
                });
    }

    /** Whether the run was cancelled: not if it only waits for what still runs. */
    boolean cancelled() {
        return core.call(() -> cancelled);
    }

    // ---- under the lock

    /**
     * Serves all requests, with one write to the journal for what has been and one for what comes:
     * what listeners make of an end is known before anything else begins.
     */
    void serve(List<Request> requests) {
        core.changed();
        Decided past = new Decided();
        Decided future = new Decided();
        requests.forEach(request -> hear(request, past));
        past.carryOut(core.journal);
        requests.forEach(request -> answer(request, future));
        future.carryOut(core.journal);
    }

    private void hear(Request request, Decided decided) {
        if (request instanceof Request.Turn turn) {
            turn.ended.ifPresent(ended -> settle(turn, ended, decided));
        } else if (request instanceof Request.Started started) {
            started(started.attempt(), decided);
        }
    }

    private void answer(Request request, Decided decided) {
        if (request instanceof Request.Turn turn) {
            turn.next = next(turn, decided);
        }
    }

    private void settle(Request.Turn turn, Request.Ended ended, Decided decided) {
        Attempt attempt = ended.attempt();
        TestOutcome outcome = ended.outcome();
        Judgement judgement = judge(turn, ended);
        underWay.remove(attempt);
        core.scheduler.settle(turn.system, outcome, judgement);
        turn.judgement = judgement;
        turn.held = holds.wants(attempt, outcome, judgement);
        List<TestVerdict> verdicts = core.scheduler.takeConcluded();
        end(attempt, outcome, judgement.next(), ended.results(), decided);
        decided.then(
                at ->
                        core.tell(
                                new RunEvent.AttemptFinished(
                                        attempt, outcome, judgement.standing())));
        verdicts.forEach(verdict -> conclude(verdict, decided));
    }

    private Judgement judge(Request.Turn turn, Request.Ended ended) {
        if (ended.runnerDied()) {
            return new Judgement(Judgement.Again.RUNNER_DIED, false);
        }
        return core.decided(
                () ->
                        core.scheduler.judge(
                                turn.system, ended.attempt(), ended.outcome(), ended.alive()),
                turn.judgement);
    }

    private void end(
            Attempt attempt, TestOutcome outcome, Next next, long results, Decided decided) {
        Standing standing = next.standing();
        decided.record(new JournalEntry.AttemptEnded(attempt.number(), outcome, next, results));
        decided.then(
                at ->
                        sinks.add(
                                number ->
                                        new SinkEvent.AttemptEnded(
                                                number, attempt, outcome, standing, at)));
    }

    private Step next(Request.Turn turn, Decided decided) {
        HeldSystem system = turn.system;
        if (turn.ended.isPresent() && (turn.held || !turn.judgement.systemIntact())) {
            system.phase(HeldSystem.Phase.LEAVING);
            return turn.judgement.systemIntact() ? new Step.Leave() : new Step.GiveBack();
        }
        Step step = core.decided(() -> core.scheduler.next(system), new Step.Leave());
        if (step instanceof Step.Leave) {
            system.phase(HeldSystem.Phase.LEAVING);
        }
        if (step instanceof Step.RunTest test
                && test.queued().test.setup().equals(system.started)) {
            return new Step.RunTest(
                    test.queued(), Optional.of(begin(system, test.queued(), decided)));
        }
        return step;
    }

    private Attempt begin(HeldSystem system, QueuedTest queued, Decided decided) {
        int tryNumber = core.scheduler.begin(system);
        Attempt attempt =
                new Attempt(
                        ++last,
                        queued.test,
                        tryNumber,
                        system.provisioner.name(),
                        system.provisioner.platform(),
                        directory.attempt(last));
        runs(attempt);
        decided.record(
                new JournalEntry.AttemptBegan(
                        attempt.number(),
                        core.journal.place(attempt.test()),
                        tryNumber,
                        attempt.system(),
                        attempt.platform().name()));
        decided.then(
                at -> {
                    sinks.add(number -> new SinkEvent.AttemptBegan(number, attempt, at));
                    core.tell(new RunEvent.AttemptStarted(attempt));
                });
        return attempt;
    }

    private void started(Attempt attempt, Decided decided) {
        decided.record(new JournalEntry.TestStarted(attempt.number()));
        decided.then(at -> core.tell(new RunEvent.TestStarted(attempt)));
    }

    /** It runs from now on, unless the run was cancelled. */
    void runs(Attempt attempt) {
        underWay.add(attempt);
        if (cancelled) {
            attempt.cancel();
        }
    }

    /** Tells of tests that have their verdict without an attempt that has just ended. */
    void conclude(List<TestVerdict> verdicts) {
        Decided decided = new Decided();
        verdicts.forEach(verdict -> conclude(verdict, decided));
        decided.carryOut(core.journal);
    }

    private void conclude(TestVerdict verdict, Decided decided) {
        decided.record(
                new JournalEntry.TestConcluded(
                        core.journal.place(verdict.test()), verdict.verdict(), verdict.reason()));
        decided.then(at -> core.tell(new RunEvent.TestFinished(verdict)));
    }

    /**
     * From now on attempts are cancelled as soon as they run; those that run are for the caller.
     */
    List<Attempt> cancelAll() {
        cancelled = true;
        return new ArrayList<>(underWay);
    }
}

package org.atex.core.orchestrate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.atex.core.AtexException;
import org.atex.core.InvalidArgumentException;
import org.atex.core.journal.AttemptHistory;
import org.atex.core.journal.JournalEntry.Next;
import org.atex.core.journal.RunHistory;
import org.atex.core.journal.TestHistory;
import org.atex.core.orchestrate.RerunPolicy.Reruns;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestOutcome.End;
import org.atex.core.system.Provisioner;
import org.atex.core.test.Attempt;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.jspecify.annotations.Nullable;

/**
 * Every decision of a run: which systems to reserve, which test goes where, what an ended attempt
 * means. A state machine without threads, locks or a clock of its own; {@link Run} drives it under
 * one lock.
 */
final class Scheduler {

    private final List<QueuedTest> tests = new ArrayList<>();
    private final List<FactorySlot> slots;
    private final Policies policies;
    private final TestQueue queue;
    private final Matching matching;
    private final Verdicts verdicts = new Verdicts(tests);
    private final SetupFailures setupFailures;
    private final Servability servability;
    private final Reservations reservations;
    private final Set<HeldSystem> idle = new LinkedHashSet<>();
    private final Set<QueuedTest> running = new LinkedHashSet<>();
    private int reruns;
    private boolean ending;
    private String whyEnding = "";
    private boolean servabilityChanged = true;
    private @Nullable AtexException failure;

    Scheduler(List<TestRun> runs, List<FactorySlot> slots, Policies policies) {
        this.slots = slots;
        this.policies = policies;
        this.setupFailures = new SetupFailures(slots, policies);
        this.matching = new Matching(policies);
        this.queue = matching.queue();
        this.servability = new Servability(slots, policies, matching);
        this.reservations = new Reservations(slots, policies, matching, servability, running);
        enqueue(List.copyOf(new LinkedHashSet<>(runs)));
    }

    /** The order is asked once for each test: it is the same for the whole run. */
    private void enqueue(List<TestRun> given) {
        int[] ranks = new int[given.size()];
        List<Integer> sorted = inOrder(given);
        for (int rank = 0; rank < ranks.length; rank++) {
            ranks[sorted.get(rank)] = rank;
        }
        for (int place = 0; place < ranks.length; place++) {
            QueuedTest queued = new QueuedTest(given.get(place), place, ranks[place]);
            tests.add(queued);
            queue.add(queued);
        }
    }

    private List<Integer> inOrder(List<TestRun> given) {
        try {
            return IntStream.range(0, given.size())
                    .boxed()
                    .sorted(Comparator.comparing(given::get, policies.order()))
                    .toList();
        } catch (RuntimeException | Error e) {
            throw ledAstray(e);
        }
    }

    List<TestRun> queued() {
        return queue.tests();
    }

    // ---- going on with a run whose process died

    /** Takes over what a journal says of the tests; before anything else. */
    void restore(RunHistory history) {
        setupFailures.restore(history.failedSetups());
        history.tests().forEach(this::restore);
        history.attempts().stream()
                .filter(attempt -> attempt.endedAt().isPresent())
                .sorted(Comparator.comparing(attempt -> attempt.endedAt().orElseThrow()))
                .forEach(this::restorePlace);
    }

    private void restore(TestHistory history) {
        QueuedTest queued = tests.get(history.place());
        queue.remove(queued);
        queued.restore(history);
        reruns += queued.reruns;
        if (history.verdict().isPresent()) {
            queued.conclude(history.verdict().get(), history.reason());
        } else {
            queue.add(queued);
        }
    }

    /** Reruns wait in the order in which their attempts ended; a verdict may still be missing. */
    private void restorePlace(AttemptHistory attempt) {
        QueuedTest queued = tests.get(attempt.test().place());
        Next next = attempt.next().orElseThrow();
        if (queued.state == QueuedTest.State.DONE || next == Next.AGAIN || next == Next.REFUSED) {
            return;
        }
        queue.remove(queued);
        if (next == Next.NOTHING) {
            verdicts.conclude(queued, attempt.outcome().orElseThrow());
        } else {
            if (next == Next.RERUN) {
                avoid(queued, attempt.systemNow());
            }
            queue.addForRerun(queued);
        }
    }

    /** A system that was taken over is held; tests that avoid it do so by its new name. */
    HeldSystem adopted(FactorySlot slot, Provisioner provisioner, String was) {
        for (QueuedTest queued : copy(queue)) {
            if (was.equals(queued.avoided)) {
                queue.remove(queued);
                queued.avoided = provisioner.name();
                queue.add(queued);
            }
        }
        HeldSystem system = slot.hold(provisioner);
        system.fresh = false;
        return system;
    }

    /** Whether a test that ran there when its process died is still to be judged; it runs then. */
    boolean running(int place, HeldSystem system) {
        QueuedTest queued = tests.get(place);
        boolean waits = queued.state == QueuedTest.State.WAITING;
        if (waits) {
            take(system, queued);
        }
        return waits;
    }

    boolean hasWaitingTests() {
        return !queue.isEmpty();
    }

    // ---- which systems to reserve (ORC-03, ORC-08, ORC-17)

    /** Decides which systems to reserve; {@link #takeStarts} gives them. */
    void plan() {
        if (ending) {
            return;
        }
        if (servabilityChanged) {
            servabilityChanged = false;
            for (TestGroup group : servability.unservable()) {
                for (QueuedTest queued : copy(group.tests())) {
                    queue.remove(queued);
                    verdicts.concludeWaiting(queued, servability.whyNot(queued));
                }
            }
        }
        reservations.plan();
    }

    private static List<QueuedTest> copy(Iterable<QueuedTest> tests) {
        List<QueuedTest> all = new ArrayList<>();
        tests.forEach(all::add);
        return all;
    }

    /** The systems that are to be reserved now, each once; they are held since {@link #plan}. */
    List<HeldSystem> takeStarts() {
        return reservations.takeStarts();
    }

    /** Systems that are only being reserved and that nothing needs any more (ORC-15). */
    List<HeldSystem> toGiveUp() {
        return reservations.toGiveUp(ending);
    }

    // ---- what a system does next (ORC-05, ORC-06, ORC-07)

    void reserved(HeldSystem system) {
        if (system.current == null) {
            system.phase(HeldSystem.Phase.FREE);
        }
    }

    /** It is ready for tests with this setup: its factory gives what can be used. */
    void prepared(HeldSystem system, SystemSetup setup) {
        system.started = setup;
        system.slot.failuresInARow = 0;
        system.slot.lastFailure = null;
    }

    Step next(HeldSystem system) {
        idle.remove(system);
        if (ending) {
            return leave(system);
        }
        Optional<QueuedTest> chosen = matching.choose(system);
        if (chosen.isPresent()) {
            return take(system, chosen.get());
        }
        if (!queue.isEmpty() && system.fresh) {
            // others would want as little; one that has had tests may have marks to blame
            system.slot.declined(system.provisioner.platform(), queue.version());
            servabilityChanged = true;
        }
        return keepAsSpareOrLeave(system);
    }

    private Step take(HeldSystem system, QueuedTest queued) {
        queue.remove(queued);
        queued.state = QueuedTest.State.RUNNING;
        running.add(queued);
        system.current = queued;
        system.phase(HeldSystem.Phase.BUSY);
        return new Step.RunTest(queued, Optional.empty());
    }

    private Step keepAsSpareOrLeave(HeldSystem system) {
        Optional<QueuedTest> mayComeBack = reservations.mayComeBackTo(system);
        if (mayComeBack.isEmpty()) {
            return leave(system);
        }
        if (system.started == null) {
            return new Step.Prepare(mayComeBack.get().test.setup());
        }
        idle.add(system);
        return new Step.Wait();
    }

    /** Spares that were told to wait and now have something else to do; each once. */
    List<HeldSystem> toWake() {
        if (idle.isEmpty()) {
            return List.of();
        }
        List<HeldSystem> woken =
                idle.stream().filter(system -> ending || !staysIdle(system)).toList();
        idle.removeAll(woken);
        return woken;
    }

    private boolean staysIdle(HeldSystem system) {
        return matching.choose(system).isEmpty() && reservations.mayComeBackTo(system).isPresent();
    }

    private static Step leave(HeldSystem system) {
        system.phase(HeldSystem.Phase.LEAVING);
        return new Step.Leave();
    }

    // ---- what happened

    /** A reservation or preparation failed; a test it had taken goes back to its place. */
    void setupFailed(HeldSystem system, Exception why) {
        system.phase(HeldSystem.Phase.LEAVING);
        putBack(system);
        if (system.givenUp() || ending) {
            return;
        }
        servabilityChanged = true;
        setupFailures.add(system, why).ifPresent(this::fail);
    }

    /** What ends the run if too many reservations and preparations have failed (ORC-08). */
    Optional<AtexException> overSetupLimit(String last, Exception why) {
        return setupFailures.overLimit(last, why);
    }

    /** The factories that others stand in for from now on, with what went wrong; each once. */
    List<Problem> takePutAside() {
        return setupFailures.takePutAside();
    }

    private void putBack(HeldSystem system) {
        QueuedTest queued = system.current;
        if (queued == null) {
            return;
        }
        system.current = null;
        running.remove(queued);
        waitAgain(queued);
    }

    /** To its place in the queue, as if nothing had been. */
    private void waitAgain(QueuedTest queued) {
        if (ending) {
            verdicts.concludeWaiting(queued, whyEnding);
        } else {
            queue.add(queued);
            servabilityChanged = true;
        }
    }

    /** Counts an attempt of the test that the system has taken; its number in that test. */
    int begin(HeldSystem system) {
        QueuedTest queued = current(system);
        system.fresh = false;
        if (!queued.test.target().hasName()) {
            queued.platformName = system.provisioner.platform().name();
        }
        return ++queued.attempts;
    }

    private static QueuedTest current(HeldSystem system) {
        QueuedTest queued = system.current;
        if (queued == null) {
            throw new IllegalStateException(system + " has no test");
        }
        return queued;
    }

    /** What an ended attempt means; nothing changes yet. */
    Judgement judge(HeldSystem system, Attempt attempt, TestOutcome outcome, boolean alive) {
        boolean intact = alive && !destroys(attempt, outcome);
        return new Judgement(again(current(system), attempt, outcome), intact);
    }

    /** Whether an ended attempt leaves its system unfit for others (ORC-10). */
    boolean destroys(Attempt attempt, TestOutcome outcome) {
        return outcome.end() != End.EXITED || policies.destructive().destructive(attempt, outcome);
    }

    private Judgement.Again again(QueuedTest queued, Attempt attempt, TestOutcome outcome) {
        if (ending || outcome.end() == End.CANCELLED || outcome.exitedWith(0)) {
            return Judgement.Again.NO;
        }
        if (outcome.end() == End.SYSTEM_LOST) {
            return queued.infraReruns < policies.maxInfraReruns()
                    ? Judgement.Again.INFRA
                    : Judgement.Again.NO;
        }
        return policies.rerun().rerun(attempt, outcome, new Reruns(queued.reruns, reruns))
                ? Judgement.Again.RERUN
                : Judgement.Again.NO;
    }

    /** Acts on a judgement: the test is done or waits again, the system is free or leaves. */
    void settle(HeldSystem system, TestOutcome outcome, Judgement judgement) {
        QueuedTest queued = current(system);
        system.current = null;
        system.previous = queued.test;
        system.phase(judgement.systemIntact() ? HeldSystem.Phase.FREE : HeldSystem.Phase.LEAVING);
        running.remove(queued);
        switch (judgement.again()) {
            case NO -> {
                queued.lastOutcome = outcome;
                verdicts.conclude(queued, outcome);
            }
            case RERUN -> {
                reruns++;
                queued.reruns++;
                queued.failedOnce = true;
                avoid(queued, system.provisioner.name());
                waitForRerun(queued, outcome);
            }
            case INFRA -> {
                queued.infraReruns++;
                waitForRerun(queued, outcome);
            }
            case RUNNER_DIED -> waitAgain(queued);
        }
    }

    private void avoid(QueuedTest queued, String system) {
        queued.avoided = policies.rerun().sameSystemWillDo() ? null : system;
    }

    private void waitForRerun(QueuedTest queued, TestOutcome outcome) {
        queued.lastOutcome = outcome;
        if (ending) {
            verdicts.concludeWaiting(queued, whyEnding);
        } else {
            queue.addForRerun(queued);
            servabilityChanged = true;
        }
    }

    /** The executor refused the test of the system before it did anything (ERR-02). */
    void refused(HeldSystem system, String reason) {
        QueuedTest queued = current(system);
        system.current = null;
        system.phase(HeldSystem.Phase.FREE);
        running.remove(queued);
        verdicts.notRun(queued, reason);
    }

    /** The verdicts that came since the last call. */
    List<TestVerdict> takeConcluded() {
        return verdicts.takeNews();
    }

    /** A system was released. */
    void left(HeldSystem system) {
        idle.remove(system);
        putBack(system);
        system.slot.left(system);
        servabilityChanged = true;
    }

    /** No test starts any more; running ones finish, waiting ones are not run, for this reason. */
    void end(String reason) {
        if (ending) {
            return;
        }
        ending = true;
        whyEnding = reason;
        for (QueuedTest queued : copy(queue)) {
            queue.remove(queued);
            verdicts.concludeWaiting(queued, whyEnding);
        }
    }

    /** As {@link #end}, because of an error; the first one counts. */
    void fail(AtexException why) {
        if (failure == null) {
            failure = why;
        }
        end("the run failed: " + why.getMessage());
    }

    boolean ending() {
        return ending;
    }

    Optional<AtexException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Whether all tests have their verdict and all systems are released. */
    boolean finished() {
        return queue.isEmpty()
                && running.isEmpty()
                && slots.stream().allMatch(slot -> slot.held.isEmpty());
    }

    /** What is left of the run; all tests have their verdict. */
    RunSummary summary(List<Problem> problems, Duration took) {
        return new RunSummary(verdicts(), problems, failure(), took, policies.flakyPasses());
    }

    /** The verdicts of all tests, in given order; once the run is {@link #finished}. */
    List<TestVerdict> verdicts() {
        return verdicts.all();
    }

    List<TestVerdict> verdictsSoFar() {
        return verdicts.soFar();
    }

    /** Wraps what a policy or listener of the user threw (ORC-24). */
    static AtexException ledAstray(Throwable e) {
        return e instanceof InvalidArgumentException already
                ? already
                : new InvalidArgumentException("a policy or listener failed: " + e, e);
    }
}

package org.atex.core.orchestrate;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.atex.core.AtexException;
import org.atex.core.orchestrate.SimulationResult.SimulatedAttempt;
import org.atex.core.result.TestOutcome;
import org.atex.core.system.ProvisionException;
import org.atex.core.test.Attempt;
import org.atex.core.test.SystemSetup;

/** Drives a {@link Scheduler} as {@link Run} does, but with events at points of virtual time. */
final class VirtualRun {

    private static final Path NOWHERE = Path.of("");

    private record Event(Duration at, long number, HeldSystem system, Runnable action) {}

    private final Scheduler scheduler;
    private final Scenario scenario;
    private final Duration reserveTime;
    private final Duration prepareTime;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparing(Event::at).thenComparingLong(Event::number));
    private final Map<HeldSystem, Duration> heldSince = new HashMap<>();
    private final List<SimulatedAttempt> attempts = new ArrayList<>();
    private Duration now = Duration.ZERO;
    private Duration held = Duration.ZERO;
    private Duration makespan = Duration.ZERO;
    private boolean starting;
    private int systems;
    private long eventNumber;

    VirtualRun(
            Scheduler scheduler,
            Scenario scenario,
            Duration reserveTime,
            Duration prepareTime,
            boolean thereAtStart) {
        this.scheduler = scheduler;
        this.scenario = scenario;
        this.reserveTime = reserveTime;
        this.prepareTime = prepareTime;
        this.starting = thereAtStart;
    }

    /**
     * Runs to the end.
     *
     * @param most how many systems there may be at once
     */
    SimulationResult run(int most) {
        try {
            runAll();
        } catch (RuntimeException e) {
            throw Scheduler.ledAstray(e);
        }
        return result(most);
    }

    private void runAll() {
        advance();
        starting = false;
        for (Event event = events.poll(); event != null; event = events.poll()) {
            if (heldSince.containsKey(event.system())) {
                now = event.at();
                event.action().run();
                advance();
            }
        }
    }

    private void advance() {
        scheduler.plan();
        scheduler.takeStarts().forEach(this::reserve);
        for (HeldSystem idle : scheduler.toGiveUp()) {
            scheduler.setupFailed(idle, new ProvisionException("given up"));
            leave(idle);
        }
        scheduler.takeConcluded();
        scheduler.toWake().forEach(spare -> after(Duration.ZERO, spare, () -> next(spare)));
        scheduler.failure().ifPresent(VirtualRun::giveUp);
    }

    private static void giveUp(AtexException why) {
        throw why;
    }

    private void after(Duration time, HeldSystem system, Runnable action) {
        events.add(new Event(now.plus(time), ++eventNumber, system, action));
    }

    private void reserve(HeldSystem system) {
        systems++;
        heldSince.put(system, now);
        after(
                starting ? Duration.ZERO : reserveTime,
                system,
                () -> {
                    scheduler.reserved(system);
                    next(system);
                });
    }

    private void next(HeldSystem system) {
        Step step = scheduler.next(system);
        if (step instanceof Step.RunTest test) {
            begin(system, test.queued());
        } else if (step instanceof Step.Prepare prepare) {
            after(prepared(system, prepare.setup()), system, () -> next(system));
        } else if (step instanceof Step.Leave) {
            leave(system);
        }
    }

    private Duration prepared(HeldSystem system, SystemSetup setup) {
        if (setup.equals(system.started)) {
            return Duration.ZERO;
        }
        scheduler.prepared(system, setup);
        return prepareTime;
    }

    private void begin(HeldSystem system, QueuedTest queued) {
        Duration preparation = prepared(system, queued.test.setup());
        int tryNumber = scheduler.begin(system);
        TestOutcome outcome = scenario.attempt(queued.test, tryNumber);
        Duration began = now.plus(preparation);
        Attempt attempt =
                new Attempt(
                        attempts.size() + 1L,
                        queued.test,
                        tryNumber,
                        system.provisioner.name(),
                        system.provisioner.platform(),
                        NOWHERE);
        after(preparation.plus(outcome.took()), system, () -> end(system, attempt, outcome, began));
    }

    private void end(HeldSystem system, Attempt attempt, TestOutcome outcome, Duration began) {
        makespan = now;
        attempts.add(
                new SimulatedAttempt(
                        attempt.test(),
                        attempt.tryNumber(),
                        attempt.system(),
                        began,
                        now,
                        outcome.passed()));
        Judgement judgement = scheduler.judge(system, attempt, outcome, true);
        scheduler.settle(system, outcome, judgement);
        if (judgement.systemIntact()) {
            next(system);
        } else {
            leave(system);
        }
    }

    private void leave(HeldSystem system) {
        Duration since = heldSince.remove(system);
        held = held.plus(now.minus(since == null ? now : since));
        scheduler.left(system);
    }

    private SimulationResult result(int most) {
        Duration busy = Duration.ZERO;
        Duration longest = Duration.ZERO;
        for (SimulatedAttempt attempt : attempts) {
            Duration took = attempt.ended().minus(attempt.began());
            busy = busy.plus(took);
            longest = took.compareTo(longest) > 0 ? took : longest;
        }
        Duration even = busy.dividedBy(most);
        return new SimulationResult(
                makespan,
                longest.compareTo(even) > 0 ? longest : even,
                busy,
                held,
                systems,
                attempts,
                scheduler.verdicts());
    }
}

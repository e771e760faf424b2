package org.atex.core.orchestrate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.atex.core.InvalidArgumentException;
import org.atex.core.learn.Durations;
import org.atex.core.learn.PastAttempt;
import org.atex.core.test.Platform;
import org.atex.core.test.TestRun;

/**
 * A run in virtual time: what it would take with another number of systems, order, number of spares
 * or rerun policy. The decisions are those of the {@link Orchestrator}, only that nothing runs.
 *
 * <pre>{@code
 * SimulationResult result = Simulation.of(tests, Scenario.expected(durations, 1))
 *         .systems(32)
 *         .reserveTime(Duration.ofMinutes(5))
 *         .order(Order.expected(durations))
 *         .run();
 * }</pre>
 *
 * <p>The same settings give the same result. For one thread; may run any number of times, as long
 * as policies keep no state.
 */
public final class Simulation {

    private record Pool(Platform platform, int max) {}

    private final List<TestRun> tests;
    private final Scenario scenario;
    private final List<Pool> pools = new ArrayList<>();
    private Duration reserveTime = Duration.ZERO;
    private Duration prepareTime = Duration.ZERO;
    private boolean thereAtStart;
    private Applicable applicable = Applicable.byPlatform();
    private Comparator<TestRun> order = Order.standard();
    private Fitness fitness = Fitness.equal();
    private Optional<NextTest> nextTest = Optional.empty();
    private RerunPolicy rerun = RerunPolicy.never();
    private RerunPlace rerunPlace = RerunPlace.LAST;
    private DestructivePolicy destructive = DestructivePolicy.failedOrTagged();
    private int spares;

    private Simulation(List<TestRun> tests, Scenario scenario) {
        if (tests.isEmpty()) {
            throw new InvalidArgumentException("there are no tests to simulate");
        }
        this.tests = List.copyOf(tests);
        this.scenario = Objects.requireNonNull(scenario, "scenario");
    }

    /**
     * These tests, as the scenario says.
     *
     * @throws InvalidArgumentException if there are no tests
     */
    public static Simulation of(List<TestRun> tests, Scenario scenario) {
        return new Simulation(tests, scenario);
    }

    /** These tests, each once for as long as is expected. */
    public static Simulation of(List<TestRun> tests, Durations durations) {
        return of(tests, (test, tryNumber) -> Scenario.exits(true, durations.of(test).took()));
    }

    /**
     * An earlier run once more.
     *
     * @param attempts in the order in which they began
     * @throws InvalidArgumentException if there are none
     */
    public static Simulation replaying(List<PastAttempt> attempts) {
        List<TestRun> tests = List.copyOf(Simulations.byTest(attempts).keySet());
        return of(tests, Scenario.replay(attempts));
    }

    /** At most so many systems at once for each platform that is the target of a test. */
    public Simulation systems(int max) {
        Set<Platform> targets = new LinkedHashSet<>();
        tests.forEach(test -> targets.add(test.target()));
        targets.forEach(target -> systems(target, max));
        return this;
    }

    /** At most so many systems of a platform at once, beside those of other calls. */
    public Simulation systems(Platform platform, int max) {
        Objects.requireNonNull(platform, "platform");
        if (max < 1) {
            throw new InvalidArgumentException("systems is %d, expected 1 or more".formatted(max));
        }
        pools.add(new Pool(platform, max));
        return this;
    }

    /** How long the reservation of a system takes; no time unless given. */
    public Simulation reserveTime(Duration time) {
        reserveTime = Objects.requireNonNull(time, "reserveTime");
        return this;
    }

    /** How long the preparation of a system for a setup takes; no time unless given. */
    public Simulation prepareTime(Duration time) {
        prepareTime = Objects.requireNonNull(time, "prepareTime");
        return this;
    }

    /** Systems that are wanted at the start are reserved already. */
    public Simulation reservedAtStart() {
        thereAtStart = true;
        return this;
    }

    /** As {@link Orchestrator.Builder#applicable}. */
    public Simulation applicable(Applicable policy) {
        applicable = Objects.requireNonNull(policy, "applicable");
        return this;
    }

    /** As {@link Orchestrator.Builder#order}. */
    public Simulation order(Comparator<TestRun> comparator) {
        order = Objects.requireNonNull(comparator, "order");
        return this;
    }

    /** As {@link Orchestrator.Builder#fitness}. */
    public Simulation fitness(Fitness policy) {
        fitness = Objects.requireNonNull(policy, "fitness");
        return this;
    }

    /** As {@link Orchestrator.Builder#nextTest}. */
    public Simulation nextTest(NextTest policy) {
        nextTest = Optional.of(policy);
        return this;
    }

    /** As {@link Orchestrator.Builder#rerun}. */
    public Simulation rerun(RerunPolicy policy) {
        rerun = Objects.requireNonNull(policy, "rerun");
        return this;
    }

    /** As {@link Orchestrator.Builder#rerunPlace}. */
    public Simulation rerunPlace(RerunPlace place) {
        rerunPlace = Objects.requireNonNull(place, "rerunPlace");
        return this;
    }

    /** As {@link Orchestrator.Builder#destructive}. */
    public Simulation destructive(DestructivePolicy policy) {
        destructive = Objects.requireNonNull(policy, "destructive");
        return this;
    }

    /** As {@link Orchestrator.Builder#spares}. */
    public Simulation spares(int count) {
        if (count < 0) {
            throw new InvalidArgumentException("spares is %d, expected 0 or more".formatted(count));
        }
        spares = count;
        return this;
    }

    /**
     * Runs it.
     *
     * @throws InvalidArgumentException if there are no systems, or a policy fails
     */
    public SimulationResult run() {
        if (pools.isEmpty()) {
            throw new InvalidArgumentException("a simulation needs systems");
        }
        int[] made = new int[1];
        List<FactorySlot> slots = new ArrayList<>();
        for (Pool pool : pools) {
            slots.add(
                    new FactorySlot(
                            () ->
                                    new Simulations.VirtualSystem(
                                            "system-" + ++made[0], pool.platform()),
                            pool.max()));
        }
        Scheduler scheduler = new Scheduler(tests, slots, policies());
        return new VirtualRun(scheduler, scenario, reserveTime, prepareTime, thereAtStart)
                .run(pools.stream().mapToInt(Pool::max).sum());
    }

    private Policies policies() {
        return new Policies(
                applicable,
                order,
                fitness,
                nextTest,
                rerun,
                rerunPlace,
                destructive,
                spares,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                2,
                true);
    }
}

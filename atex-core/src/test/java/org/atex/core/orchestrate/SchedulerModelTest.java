package org.atex.core.orchestrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.atex.core.fakes.ScriptedExecutor;
import org.atex.core.orchestrate.HeldSystem.Phase;
import org.atex.core.result.SinkEvent.Standing;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestOutcome.End;
import org.atex.core.result.Verdict;
import org.atex.core.system.NoMoreSystemsException;
import org.atex.core.system.ProvisionException;
import org.atex.core.system.Provisioner;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.SetupStep;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.atex.core.time.Deadline;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drives the scheduler with random events, without threads, and checks what must always hold. */
class SchedulerModelTest {

    private static final int RUNS_EACH = 500;

    // ORC-03, ORC-06, ORC-08, ORC-11, ORC-12, ORC-15, ORC-16, ORC-17
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void everyTestEndsOnceAndEverySystemIsReleasedOnce(long block) {
        for (long seed = block * RUNS_EACH; seed < (block + 1) * RUNS_EACH; seed++) {
            new Model(seed).runToTheEnd();
        }
    }

    private static final class Model {

        private final long seed;
        private final Random random;
        private final Scheduler scheduler;
        private final List<FactorySlot> slots = new ArrayList<>();
        private final List<HeldSystem> live = new ArrayList<>();
        private final Set<HeldSystem> asleep = new LinkedHashSet<>();
        private final Set<HeldSystem> gone = new HashSet<>();
        private final Policies policies;
        private final Map<TestRun, Integer> finals = new HashMap<>();
        private final Map<TestRun, Integer> verdicts = new HashMap<>();
        private final int tests;
        private int systems;

        Model(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.tests = 1 + random.nextInt(12);
            int factories = 1 + random.nextInt(3);
            IntStream.range(0, factories).forEach(i -> slots.add(slot()));
            policies = policies();
            scheduler = new Scheduler(runs(), slots, policies);
        }

        private FactorySlot slot() {
            Platform platform = platform();
            int supply = random.nextInt(4) == 0 ? random.nextInt(4) : Integer.MAX_VALUE;
            int[] made = new int[1];
            return new FactorySlot(
                    () -> {
                        if (made[0]++ >= supply) {
                            throw new NoMoreSystemsException("no more");
                        }
                        return new Named("s" + ++systems, platform);
                    },
                    1 + random.nextInt(4));
        }

        private Platform platform() {
            int distro = random.nextInt(3);
            return Platform.any().with("distro", "d" + distro).withName("p" + distro);
        }

        private List<TestRun> runs() {
            return IntStream.range(0, tests)
                    .mapToObj(
                            i ->
                                    TestRun.named("/t" + i, "true")
                                            .target(
                                                    random.nextBoolean()
                                                            ? Platform.any()
                                                            : platform())
                                            .setup(setup())
                                            .build())
                    .toList();
        }

        private SystemSetup setup() {
            return random.nextBoolean()
                    ? SystemSetup.none()
                    : SystemSetup.none().withPrepare(new SetupStep.Script("x"));
        }

        private Policies policies() {
            boolean builtIn = random.nextBoolean();
            double never = random.nextInt(3) == 0 ? Double.NEGATIVE_INFINITY : 0;
            RerunPolicy rerun = RerunPolicy.failedUpTo(random.nextInt(3));
            rerun = random.nextInt(3) == 0 ? rerun.onAnotherSystem() : rerun;
            return new Policies(
                    Applicable.byPlatform(),
                    random.nextBoolean() ? Order.standard() : Order.inOrder(),
                    builtIn
                            ? Fitness.equal()
                            : (test, system) -> system.marks().has("used") ? never : 0,
                    !builtIn && random.nextInt(5) == 0
                            ? Optional.of((queue, s, p) -> Optional.of(queue.get(0)))
                            : Optional.empty(),
                    random.nextInt(3) == 0 ? rerun.atMostInRun(random.nextInt(4)) : rerun,
                    RerunPlace.values()[random.nextInt(2)],
                    random.nextBoolean()
                            ? DestructivePolicy.failedOrTagged()
                            : DestructivePolicy.tagged(),
                    random.nextInt(3),
                    random.nextInt(20),
                    random.nextInt(4),
                    random.nextInt(3),
                    true);
        }

        void runToTheEnd() {
            advance();
            int events = 0;
            while (!scheduler.finished()) {
                List<HeldSystem> awake =
                        live.stream().filter(system -> !asleep.contains(system)).toList();
                assertThat(awake).as("seed %d: stuck with nothing under way", seed).isNotEmpty();
                step(awake.get(random.nextInt(awake.size())));
                if (random.nextInt(200) == 0) {
                    scheduler.end("the run was cancelled");
                }
                advance();
                assertThat(++events).as("seed %d: it never ends", seed).isLessThan(5_000);
            }
            check();
        }

        /** What a run does after every event. */
        private void advance() {
            scheduler.plan();
            live.addAll(scheduler.takeStarts());
            scheduler.toGiveUp();
            asleep.removeAll(scheduler.toWake());
            for (TestVerdict verdict : scheduler.takeConcluded()) {
                verdicts.merge(verdict.test(), 1, Integer::sum);
            }
            for (FactorySlot slot : slots) {
                assertThat(slot.held.size()).as("seed %d", seed).isLessThanOrEqualTo(slot.max);
            }
            long coming = live.stream().filter(HeldSystem::coming).count();
            assertThat(coming)
                    .as("seed %d: systems ahead of waiting tests (ORC-03)", seed)
                    .isLessThanOrEqualTo(scheduler.queued().size() + policies.spares());
            assertThat(asleep.size())
                    .as("seed %d: spares (ORC-16)", seed)
                    .isLessThanOrEqualTo(policies.spares());
        }

        private void step(HeldSystem system) {
            if (system.phase() == Phase.COMING) {
                comes(system);
            } else if (system.phase() == Phase.FREE) {
                takes(system);
            } else if (system.phase() == Phase.BUSY) {
                works(system);
            } else {
                live.remove(system);
                assertThat(gone.add(system)).as("seed %d: released twice", seed).isTrue();
                system.provisioner.release();
                scheduler.left(system);
            }
        }

        private void comes(HeldSystem system) {
            if (system.givenUp() || random.nextInt(5) == 0) {
                scheduler.setupFailed(system, new ProvisionException("no"));
            } else {
                scheduler.reserved(system);
            }
        }

        private void takes(HeldSystem system) {
            Step step = scheduler.next(system);
            if (step instanceof Step.RunTest test) {
                prepare(system, test.queued().test.setup());
            } else if (step instanceof Step.Prepare prepare) {
                prepare(system, prepare.setup());
            } else if (step instanceof Step.Wait) {
                asleep.add(system);
            }
        }

        private void prepare(HeldSystem system, SystemSetup setup) {
            if (!setup.equals(system.started) && random.nextInt(8) == 0) {
                scheduler.setupFailed(system, new ProvisionException("no prepare"));
            } else {
                system.started = setup;
            }
        }

        private void works(HeldSystem system) {
            QueuedTest queued = system.current;
            assertThat(queued).isNotNull();
            assertThat(system.provisioner.name())
                    .as("seed %d: a rerun on the system where it failed", seed)
                    .isNotEqualTo(queued.avoided);
            int tryNumber = scheduler.begin(system);
            Attempt attempt =
                    new Attempt(
                            1,
                            queued.test,
                            tryNumber,
                            system.provisioner.name(),
                            system.provisioner.platform(),
                            Path.of("x"));
            system.provisioner.marks().set("used");
            TestOutcome outcome = outcome();
            Judgement judgement =
                    scheduler.judge(system, attempt, outcome, random.nextInt(10) != 0);
            if (judgement.standing() == Standing.FINAL) {
                finals.merge(queued.test, 1, Integer::sum);
            }
            scheduler.settle(system, outcome, judgement);
        }

        private TestOutcome outcome() {
            return switch (random.nextInt(8)) {
                case 0, 1 -> ScriptedExecutor.exit(1);
                case 2 -> ScriptedExecutor.error(End.values()[1 + random.nextInt(5)]);
                default -> ScriptedExecutor.exit(0);
            };
        }

        private void check() {
            assertThat(verdicts).as("seed %d", seed).hasSize(tests);
            assertThat(verdicts.values()).as("seed %d", seed).containsOnly(1);
            assertThat(finals.values()).as("seed %d", seed).allMatch(count -> count == 1);
            assertThat(live).as("seed %d", seed).isEmpty();
            assertThat(scheduler.verdicts()).hasSize(tests);
            assertThat(scheduler.verdicts())
                    .as("seed %d: reruns 2, infra reruns 2 at the most", seed)
                    .allMatch(verdict -> verdict.attempts() <= 1 + 2 + policies.maxInfraReruns())
                    .allMatch(v -> v.attempts() > 0 || v.verdict() == Verdict.NOT_RUN);
        }
    }

    private static final class Named extends Provisioner {

        Named(String name, Platform platform) {
            super(name, platform);
        }

        @Override
        protected SshSystem provision(Deadline deadline) {
            throw new AssertionError("not reserved in this model");
        }

        @Override
        protected void deprovision() {}
    }
}

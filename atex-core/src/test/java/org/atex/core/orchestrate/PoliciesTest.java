package org.atex.core.orchestrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.atex.core.fakes.ScriptedExecutor.exit;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.atex.core.InvalidArgumentException;
import org.atex.core.fakes.FakeSystems;
import org.atex.core.fakes.ScriptedExecutor;
import org.atex.core.learn.Durations;
import org.atex.core.learn.PastAttempt;
import org.atex.core.result.Verdict;
import org.atex.core.system.NoMoreSystemsException;
import org.atex.core.system.Provisioner;
import org.atex.core.system.ProvisionerFactory;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Platform;
import org.atex.core.test.TestRun;
import org.atex.core.time.Deadline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The ready-made policies, in real runs. */
@Timeout(60)
class PoliciesTest {

    private final FakeSystems systems = new FakeSystems();
    private final ScriptedExecutor executor = new ScriptedExecutor();
    private final Map<String, Provisioner> made = new ConcurrentHashMap<>();
    private final List<RunEvent> events = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void noSystemIsLeft() {
        assertThat(systems.released()).isEqualTo(systems.reserved());
        systems.close();
    }

    private static TestRun test(String name, String... tags) {
        return TestRun.named(name, "true").tags(Set.of(tags)).build();
    }

    private Orchestrator.Builder pool(int max) {
        return Orchestrator.builder()
                .provisioner(this::create, max)
                .executor(executor)
                .firstPause(Duration.ZERO)
                .listener(events::add);
    }

    private Provisioner create() {
        Provisioner system = systems.create();
        made.put(system.name(), system);
        return system;
    }

    /** A test that passes and leaves a mark on its system. */
    private ScriptedExecutor.Behaviour marks(String mark) {
        return (attempt, listener) -> {
            made.get(attempt.system()).marks().set(mark);
            return exit(0);
        };
    }

    private RunSummary run(Orchestrator.Builder builder, TestRun... tests)
            throws IOException, InterruptedException {
        return builder.build().run(List.of(tests));
    }

    private List<String> systemsOf(String test) {
        return events.stream()
                .filter(RunEvent.AttemptStarted.class::isInstance)
                .map(event -> ((RunEvent.AttemptStarted) event).attempt())
                .filter(attempt -> attempt.test().name().equals(test))
                .map(attempt -> attempt.system())
                .toList();
    }

    // ORC-06, ORC-17
    @Test
    void whatASystemDeclinesAfterATestThatWasRefusedThereIsServedByTheNext() throws Exception {
        executor.then(
                "/refused",
                (attempt, listener) -> {
                    marks("used").run(attempt, listener);
                    throw new InvalidArgumentException("such tests are not run here");
                });

        RunSummary summary =
                run(
                        pool(1).order(Order.inOrder())
                                .fitness(
                                        (test, system) ->
                                                system.marks().has("used")
                                                        ? Double.NEGATIVE_INFINITY
                                                        : 0),
                        test("/refused"),
                        test("/b"));

        assertThat(summary).hasToString("1 passed, 1 not run");
        assertThat(systemsOf("/b")).containsExactly("fake-2");
    }

    // ORC-12, ORC-17
    @Test
    void aRerunThatNobodyCanServeLeavesTheVerdictOfTheFirstTry() throws Exception {
        executor.then("/a", exit(1));
        systems.atMost(1);

        RunSummary summary =
                run(pool(1).rerun(RerunPolicy.failedUpTo(1).onAnotherSystem()), test("/a"));

        TestVerdict verdict = summary.tests().get(0);
        assertThat(verdict.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(verdict.reason()).startsWith("no rerun: ");
        assertThat(verdict.outcome()).isPresent();
    }

    // ORC-12
    @Test
    void aRerunMayHaveToGoToAnotherSystemThoughTheFirstOneIsIntact() throws Exception {
        executor.then("/a", exit(1));

        run(
                pool(1).destructive(DestructivePolicy.tagged())
                        .rerun(RerunPolicy.failedUpTo(1).onAnotherSystem()),
                test("/a"));

        assertThat(systemsOf("/a")).hasSize(2).doesNotHaveDuplicates();
    }

    // ORC-12
    @Test
    void elseAnIntactSystemRunsItAgain() throws Exception {
        executor.then("/a", exit(1));

        run(
                pool(1).destructive(DestructivePolicy.tagged()).rerun(RerunPolicy.failedUpTo(1)),
                test("/a"));

        assertThat(systemsOf("/a")).hasSize(2);
        assertThat(Set.copyOf(systemsOf("/a"))).hasSize(1);
    }

    // ORC-23
    @Test
    void rerunsAreLimitedPerTestAndPerRun() throws Exception {
        for (String name : List.of("/a", "/b", "/c")) {
            executor.then(name, exit(1), exit(1), exit(1), exit(1));
        }

        RunSummary summary =
                run(
                        pool(1).rerun(RerunPolicy.failedUpTo(2).atMostInRun(3)),
                        test("/a"),
                        test("/b"),
                        test("/c"));

        assertThat(summary.tests()).extracting(TestVerdict::attempts).containsExactly(2, 2, 2);
        assertThat(summary.count(Verdict.FAILED)).isEqualTo(3);
    }

    // ORC-12
    @Test
    void aRerunInOrderDoesNotWaitForTheOthers() throws Exception {
        executor.then("/a", exit(1));

        run(
                pool(1).rerun(RerunPolicy.failedUpTo(1)).rerunPlace(RerunPlace.IN_ORDER),
                test("/a"),
                test("/b"));

        assertThat(executor.ran()).containsExactly("/a", "/a", "/b");
    }

    // ORC-07
    @Test
    void testsThatWantASnapshotGoWhereOneStands() throws Exception {
        executor.then("/makes", marks("snapshot"));

        run(
                pool(1).order(Order.inOrder()).fitness(Fitness.byMarks(PoliciesTest::wantedMarks)),
                test("/makes", "snapshot"),
                test("/plain"),
                test("/uses", "snapshot"));

        assertThat(executor.ran()).containsExactly("/makes", "/uses", "/plain");
    }

    private static Set<String> wantedMarks(TestRun test) {
        return test.tags().contains("snapshot") ? Set.of("snapshot") : Set.of();
    }

    // ORC-07, ORC-10
    @Test
    void destructiveTestsGoFirstOnFreshSystemsAndLastOnMarkedOnes() {
        Fitness fitness = Fitness.destructiveOnFresh().plus(Fitness.byMarks(test -> Set.of()));
        Provisioner fresh = systems.create();
        Provisioner marked = systems.create();
        marked.marks().set("snapshot");
        TestRun destructive = test("/d", TestRun.DESTRUCTIVE);

        assertThat(fitness.fitness(destructive, fresh)).isPositive();
        assertThat(fitness.fitness(destructive, marked)).isNegative();
        assertThat(fitness.times(3).fitness(destructive, fresh)).isEqualTo(3);
        assertThat(fitness.fitness(test("/plain"), fresh)).isZero();
    }

    // ORC-11, ORC-17
    @Test
    void aTestThatNeedsAFreshSystemGetsOneThoughUsedOnesAreReleasedWithoutReplacement()
            throws Exception {
        executor.then("/a", marks("used"));
        executor.then("/b", marks("used"));

        RunSummary summary =
                run(
                        pool(1).applicable((test, system) -> !system.marks().has("used")),
                        test("/a"),
                        test("/b"));

        assertThat(summary.passed()).isTrue();
        assertThat(systems.reserved()).isEqualTo(2);
    }

    @Test
    void whatFlakyTestsAreDecidesTheVerdictOfTheRun() throws Exception {
        executor.then("/a", exit(1), exit(0), exit(1), exit(0));

        RunSummary lenient = run(pool(1).rerun(RerunPolicy.failedUpTo(1)), test("/a"));
        RunSummary strict =
                run(pool(1).rerun(RerunPolicy.failedUpTo(1)).flakyIs(Verdict.FAILED), test("/a"));

        assertThat(lenient.passed()).isTrue();
        assertThat(strict.passed()).isFalse();
        assertThat(strict.count(Verdict.FLAKY)).isEqualTo(1);
        assertThatThrownBy(() -> pool(1).flakyIs(Verdict.INFRA))
                .isInstanceOf(InvalidArgumentException.class);
    }

    // ORC-08
    @Test
    void aFactoryThatIsPutAsideIsNamedWithItsReason() throws Exception {
        FakeSystems broken = new FakeSystems(Platform.named("cloud")).failingFirst(100);
        executor.holding("/a");

        RunSummary summary =
                run(
                        pool(1).provisioner(broken, 1)
                                .maxFailuresInARow(2)
                                .listener(
                                        event -> {
                                            if (event instanceof RunEvent.ProblemMet) {
                                                executor.letGo("/a");
                                            }
                                        }),
                        test("/a"),
                        test("/b"),
                        test("/c"));

        assertThat(summary.passed()).isTrue();
        assertThat(summary.problems())
                .singleElement()
                .asString()
                .contains("factory 2 (cloud): put aside after 2 failures in a row")
                .contains("the cloud is full");
    }

    // ORC-22
    @Test
    void theQueueIsOrderedByWhatTestsCostedInEarlierRuns() throws Exception {
        List<PastAttempt> past = new ArrayList<>();
        past.add(PastAttempt.of(test("/short"), Scenario.exits(true, Duration.ofSeconds(1))));
        past.add(PastAttempt.of(test("/middle"), Scenario.exits(true, Duration.ofMinutes(1))));
        past.add(PastAttempt.of(test("/long"), Scenario.exits(true, Duration.ofHours(1))));

        run(
                pool(1).order(Order.expected(Durations.learnedFrom(past))),
                test("/short"),
                test("/middle"),
                test("/long"));

        assertThat(executor.ran()).containsExactly("/long", "/middle", "/short");
    }

    // ORC-08, PRV-01
    @Test
    void aFactoryWhosePreparationsFailIsPutAsideAsOneWhoseReservationsDo() throws Exception {
        executor.failingStarts(3);
        List<RunEvent> told = Collections.synchronizedList(new ArrayList<>());
        try (FakeSystems others = new FakeSystems().gated(1)) {
            RunSummary summary =
                    run(
                            pool(1).maxFailuresInARow(3)
                                    .provisioner(others)
                                    .listener(
                                            event -> {
                                                told.add(event);
                                                if (event instanceof RunEvent.FactoryPutAside) {
                                                    others.openGate();
                                                }
                                            }),
                            test("/a"),
                            test("/b"));

            assertThat(summary.passed()).isTrue();
        }
        assertThat(told)
                .filteredOn(RunEvent.FactoryPutAside.class::isInstance)
                .singleElement()
                .asString()
                .contains("factory 1", "prepare failed");
    }

    private static Provisioner jumped(Platform platform) {
        return new Provisioner(platform.name(), platform) {
            @Override
            protected SshSystem provision(Deadline deadline) {
                return SshSystem.at("127.0.0.1").withJump(SshSystem.at("jump"));
            }

            @Override
            protected void deprovision() {}
        };
    }

    /** Two machines, each of its own platform; the first one that is free is handed out. */
    private static ProvisionerFactory lab(Platform... platforms) {
        Map<Platform, Provisioner> out = new ConcurrentHashMap<>();
        return () -> {
            for (Platform platform : platforms) {
                Provisioner holder = out.get(platform);
                if (holder == null || !holder.isAlive()) {
                    out.put(platform, jumped(platform));
                    return out.get(platform);
                }
            }
            throw new NoMoreSystemsException("all are in use");
        };
    }

    // ORC-03, ORC-17
    @Test
    void aSystemThatNothingWantsDoesNotHideTheOthersOfItsFactory() throws Exception {
        Platform one = Platform.named("one");
        Platform two = Platform.of("two", "x86_64");
        Orchestrator orchestrator =
                Orchestrator.builder()
                        .provisioner(lab(one, two), 1)
                        .executor(executor)
                        .firstPause(Duration.ZERO)
                        .build();

        RunSummary summary = orchestrator.run(List.of(test("/a"), test("/b").withTarget(two)));

        assertThat(summary).hasToString("2 passed");
    }
}

package org.atex.core.orchestrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.atex.core.InvalidArgumentException;
import org.atex.core.learn.Durations;
import org.atex.core.learn.PastAttempt;
import org.atex.core.result.Verdict;
import org.atex.core.test.Platform;
import org.atex.core.test.SetupStep;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.junit.jupiter.api.Test;

class SimulationTest {

    private static TestRun test(String name, long seconds) {
        return TestRun.named(name, "true").timeLimit(Duration.ofSeconds(seconds)).build();
    }

    /** Each test passes after its time limit. */
    private static final Scenario AS_DECLARED =
            (test, tryNumber) -> Scenario.exits(true, test.timeLimit());

    /** Fails at first, then passes. */
    private static final Scenario FLAKY =
            (test, tryNumber) -> Scenario.exits(tryNumber > 1, test.timeLimit());

    @Test
    void longestFirstOnTwoSystemsTakesAsLongAsOneWouldReckon() {
        List<TestRun> tests = List.of(test("/a", 10), test("/b", 20), test("/c", 30));

        SimulationResult given =
                Simulation.of(tests, AS_DECLARED).systems(2).order(Order.inOrder()).run();
        SimulationResult longest = Simulation.of(tests, AS_DECLARED).systems(2).run();

        assertThat(given.makespan()).isEqualTo(Duration.ofSeconds(40));
        assertThat(longest.makespan()).isEqualTo(Duration.ofSeconds(30));
        assertThat(longest.lowerBound()).isEqualTo(Duration.ofSeconds(30));
        assertThat(longest.busy()).isEqualTo(Duration.ofSeconds(60));
        assertThat(longest.utilisation()).isEqualTo(1);
        assertThat(longest.overLowerBound()).isEqualTo(1);
    }

    @Test
    void reservationAndPreparationTakeTheirTimeAndCountAsHeld() {
        SystemSetup setup = SystemSetup.none().withPrepare(new SetupStep.Script("x"));
        List<TestRun> tests =
                List.of(test("/a", 60).withSetup(setup), test("/b", 60).withSetup(setup));

        SimulationResult result =
                Simulation.of(tests, AS_DECLARED)
                        .systems(1)
                        .reserveTime(Duration.ofSeconds(100))
                        .prepareTime(Duration.ofSeconds(20))
                        .run();

        assertThat(result.makespan()).isEqualTo(Duration.ofSeconds(100 + 20 + 120));
        assertThat(result.held()).isEqualTo(Duration.ofSeconds(240));
        assertThat(result.utilisation()).isEqualTo(0.5);
        assertThat(result.machineHours()).isEqualTo(240 / 3600.0);
    }

    // ORC-10, ORC-11, ORC-12
    @Test
    void aFailedTestCostsItsSystemAndRunsAgain() {
        SimulationResult result =
                Simulation.of(List.of(test("/a", 10)), FLAKY)
                        .systems(1)
                        .reservedAtStart()
                        .reserveTime(Duration.ofSeconds(300))
                        .rerun(RerunPolicy.failedUpTo(1))
                        .run();

        assertThat(result.makespan()).isEqualTo(Duration.ofSeconds(10 + 300 + 10));
        assertThat(result.systems()).isEqualTo(2);
        assertThat(result.tests()).extracting(TestVerdict::verdict).containsExactly(Verdict.FLAKY);
        assertThat(result.attempts()).hasSize(2);
    }

    // ORC-16
    @Test
    void aSpareSavesTheWaitForTheReplacement() {
        Simulation simulation =
                Simulation.of(List.of(test("/a", 400)), FLAKY)
                        .systems(2)
                        .reserveTime(Duration.ofSeconds(300))
                        .rerun(RerunPolicy.failedUpTo(1));

        Duration without = simulation.run().makespan();
        SimulationResult spare = simulation.spares(1).run();

        assertThat(without).isEqualTo(Duration.ofSeconds(300 + 400 + 300 + 400));
        assertThat(spare.makespan()).isEqualTo(Duration.ofSeconds(300 + 400 + 400));
        assertThat(spare.systems()).as("the third is the spare of the rerun").isEqualTo(3);
    }

    // ORC-12
    @Test
    void aLongTestThatFailsLateEndsEarlierIfItsRerunDoesNotWaitForAllOthers() {
        List<TestRun> tests = new ArrayList<>(List.of(test("/long", 100)));
        IntStream.range(0, 10).forEach(i -> tests.add(test("/short" + i, 20)));
        Scenario scenario =
                (test, tryNumber) ->
                        Scenario.exits(
                                tryNumber > 1 || !test.name().equals("/long"), test.timeLimit());
        Simulation simulation =
                Simulation.of(tests, scenario).systems(2).rerun(RerunPolicy.failedUpTo(1));

        assertThat(simulation.run().makespan()).isEqualTo(Duration.ofSeconds(240));
        assertThat(simulation.rerunPlace(RerunPlace.IN_ORDER).run().makespan())
                .isEqualTo(Duration.ofSeconds(200));
    }

    // ORC-17
    @Test
    void aMatrixNeedsSystemsOfEachPlatform() {
        Platform rhel = Platform.of("rhel-9", "x86_64");
        Platform fedora = Platform.of("fedora-42", "x86_64");
        List<TestRun> tests =
                List.of(test("/a", 10).withTarget(rhel), test("/a", 20).withTarget(fedora));

        SimulationResult both = Simulation.of(tests, AS_DECLARED).systems(1).run();
        SimulationResult one = Simulation.of(tests, AS_DECLARED).systems(rhel, 1).run();

        assertThat(both.makespan()).isEqualTo(Duration.ofSeconds(20));
        assertThat(one.tests())
                .extracting(TestVerdict::verdict)
                .containsExactly(Verdict.PASSED, Verdict.NOT_RUN);
    }

    @Test
    void anEarlierRunIsReplayedWithAnotherNumberOfSystems() {
        List<PastAttempt> past = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            TestRun test = test("/t" + i, 600).withTarget(Platform.named("rhel"));
            past.add(PastAttempt.of(test, Scenario.exits(i != 0, Duration.ofSeconds(30))));
        }
        past.add(
                PastAttempt.of(
                        test("/t0", 600).withTarget(Platform.named("rhel")),
                        Scenario.exits(true, Duration.ofSeconds(70))));

        SimulationResult two =
                Simulation.replaying(past).systems(2).rerun(RerunPolicy.failedUpTo(1)).run();
        SimulationResult nine =
                Simulation.replaying(past).systems(9).rerun(RerunPolicy.failedUpTo(1)).run();

        assertThat(two.busy()).isEqualTo(Duration.ofSeconds(8 * 30 + 70));
        assertThat(nine.makespan()).isEqualTo(Duration.ofSeconds(100));
        assertThat(nine.attempts()).hasSize(9);
    }

    @Test
    void theSameSeedGivesTheSameResultAndAnotherOneAnother() {
        List<TestRun> tests =
                IntStream.range(0, 200).mapToObj(i -> test("/t" + i, 60 + i)).toList();
        List<PastAttempt> past = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            past.add(
                    PastAttempt.of(tests.get(i), Scenario.exits(i % 4 > 0, Duration.ofSeconds(i))));
        }
        Durations durations = Durations.learnedFrom(past);

        assertThat(withSeed(tests, durations, 1)).isEqualTo(withSeed(tests, durations, 1));
        assertThat(withSeed(tests, durations, 1)).isNotEqualTo(withSeed(tests, durations, 2));
    }

    private static SimulationResult withSeed(List<TestRun> tests, Durations durations, long seed) {
        return Simulation.of(tests, Scenario.expected(durations, seed))
                .systems(8)
                .order(Order.expected(durations))
                .rerun(RerunPolicy.failedUpTo(1))
                .run();
    }

    @Test
    void noTestsOrNoSystemsAreRefused() {
        assertThatThrownBy(() -> Simulation.of(List.of(), AS_DECLARED))
                .isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> Simulation.of(List.of(test("/a", 1)), AS_DECLARED).run())
                .isInstanceOf(InvalidArgumentException.class);
    }

    // ORC-07, ORC-22
    @Test
    void timesBeyondANanosecondClockAreOrderedLearnedAndSimulated() {
        Duration ages = Duration.ofDays(365 * 400L);
        TestRun endless = test("/endless", 1).withTimeLimit(ages);
        TestRun longest = test("/longest", 1).withTimeLimit(Duration.ofSeconds(Long.MAX_VALUE));
        List<TestRun> tests = List.of(test("/a", 10), endless);
        Durations learned =
                Durations.learnedFrom(
                        List.of(
                                PastAttempt.of(endless, Scenario.exits(true, ages)),
                                PastAttempt.of(longest, Scenario.exits(false, Duration.ZERO)),
                                PastAttempt.of(test("/zero", 0), Scenario.exits(true, ages))));

        for (Durations durations : List.of(Durations.none(), learned)) {
            SimulationResult result =
                    Simulation.of(tests, AS_DECLARED)
                            .systems(1)
                            .order(Order.expected(durations))
                            .run();

            assertThat(result.attempts().get(0).test()).isEqualTo(endless);
            assertThat(result.overLowerBound()).isEqualTo(1.0);
            assertThat(result.utilisation()).isEqualTo(1.0);
            assertThat(result.machineHours()).isGreaterThan(365 * 400 * 24);
            assertThat(durations.of(longest).cost()).isPositive();
        }
    }

    // ORC-24
    @Test
    void aPolicyThatFailsAtAnyPointIsAnInvalidArgument() {
        IllegalStateException bug = new IllegalStateException("a bug of the policy");
        Simulation simulation = Simulation.of(List.of(test("/a", 1), test("/b", 2)), FLAKY);

        assertThatThrownBy(
                        simulation
                                        .systems(1)
                                        .rerun(
                                                (attempt, outcome, before) -> {
                                                    throw bug;
                                                })
                                ::run)
                .isInstanceOf(InvalidArgumentException.class)
                .hasCause(bug);
        assertThatThrownBy(
                        simulation.order(
                                        (a, b) -> {
                                            throw bug;
                                        })
                                ::run)
                .isInstanceOf(InvalidArgumentException.class)
                .hasCause(bug);
    }
}

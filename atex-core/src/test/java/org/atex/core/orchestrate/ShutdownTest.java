package org.atex.core.orchestrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.atex.core.fakes.ScriptedExecutor.exit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.atex.core.fakes.FakeSystems;
import org.atex.core.fakes.ScriptedExecutor;
import org.atex.core.result.Verdict;
import org.atex.core.test.TestRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The ends of a run that come from outside: deadline, cancel, and systems held on failure. */
@Timeout(60)
class ShutdownTest {

    @TempDir private Path scratch;
    private final FakeSystems systems = new FakeSystems();
    private final ScriptedExecutor executor = new ScriptedExecutor();
    private final List<RunEvent> told = Collections.synchronizedList(new ArrayList<>());
    private final BlockingQueue<RunEvent.SystemHeld> held = new LinkedBlockingQueue<>();

    @AfterEach
    void nothingIsLeft() {
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("atex-"));
        systems.close();
    }

    private Orchestrator.Builder pool(int max) {
        return Orchestrator.builder()
                .directory(scratch.resolve("run"))
                .provisioner(systems, max)
                .executor(executor)
                .firstPause(Duration.ZERO)
                .order(Order.inOrder())
                .listener(
                        event -> {
                            told.add(event);
                            if (event instanceof RunEvent.SystemHeld now) {
                                held.add(now);
                            }
                        });
    }

    private static List<TestRun> tests(String... names) {
        return List.of(names).stream().map(name -> TestRun.named(name, "true").build()).toList();
    }

    private static Verdict verdict(RunSummary summary, int place) {
        return summary.tests().get(place).verdict();
    }

    private static FutureTask<RunSummary> inBackground(
            Orchestrator orchestrator, List<TestRun> tests) {
        FutureTask<RunSummary> task = new FutureTask<>(() -> orchestrator.run(tests));
        new Thread(task, "test-runner").start();
        return task;
    }

    private RunEvent.SystemHeld awaitHeld() throws InterruptedException {
        RunEvent.SystemHeld event = held.poll(30, TimeUnit.SECONDS);
        assertThat(event).as("a system is held").isNotNull();
        return event;
    }

    @Test
    void atTheDeadlineOfTheRunItIsCancelled() throws Exception {
        executor.holding("/a");

        RunSummary summary =
                pool(1).deadline(Duration.ofMillis(300)).build().run(tests("/a", "/b"));

        assertThat(summary.tests().get(1).reason()).isEqualTo("deadline of the run");
        assertThat(verdict(summary, 0)).isIn(Verdict.CANCELLED, Verdict.NOT_RUN);
        assertThat(summary.failure()).isEmpty();
        assertThat(systems.standing()).isEmpty();
        assertThat(told).hasAtLeastOneElementOfType(RunEvent.DeadlineReached.class);
    }

    @Test
    void aRunThatEndsBeforeItsDeadlineKnowsNothingOfIt() throws Exception {
        RunSummary summary = pool(1).deadline(Duration.ofHours(1)).build().run(tests("/a"));

        assertThat(summary.passed()).isTrue();
        assertThat(told).doesNotHaveAnyElementsOfTypes(RunEvent.DeadlineReached.class);
    }

    @Test
    void theSystemOfAFailedTestIsHeldUntilItIsLetGoAndOthersGoOn() throws Exception {
        executor.then("/bad", exit(1));
        Orchestrator orchestrator = pool(2).holdFailed(Duration.ofHours(1)).build();
        var run = inBackground(orchestrator, tests("/bad", "/b", "/c"));

        RunEvent.SystemHeld event = awaitHeld();

        assertThat(event.attempt().test().name()).isEqualTo("/bad");
        assertThat(event.loginCommand()).startsWith("ssh -p ").endsWith(" root@127.0.0.1");
        assertThat(systems.standing()).contains(event.system());
        event.hold().letGo();
        event.hold().letGo();
        assertThat(run.get()).hasToString("2 passed, 1 failed");
        assertThat(systems.standing()).isEmpty();
        assertThat(executor.events())
                .noneMatch(
                        each -> each.startsWith("run " + event.system()) && !each.endsWith("/bad"));
    }

    @Test
    void aHeldSystemIsLetGoWhenItsTimeIsOver() throws Exception {
        executor.then("/bad", exit(1));

        pool(1).holdFailed(Duration.ofMillis(10)).build().run(tests("/bad"));

        assertThat(held).hasSize(1);
        assertThat(systems.standing()).isEmpty();
    }

    @Test
    void cancelEndsAHold() throws Exception {
        executor.then("/bad", exit(1));
        Orchestrator orchestrator = pool(1).holdFailed(Duration.ofDays(400_000)).build();
        var run = inBackground(orchestrator, tests("/bad", "/b"));
        awaitHeld();

        orchestrator.close();

        assertThat(verdict(run.get(), 0)).isEqualTo(Verdict.FAILED);
        assertThat(systems.standing()).isEmpty();
    }

    @Test
    void systemsOfTestsThatPassRunAgainOrAreCancelledAreNotHeld() throws Exception {
        executor.then("/flaky", exit(1), exit(0)).holding("/cancelled");
        Orchestrator orchestrator =
                pool(1).rerun(RerunPolicy.failedUpTo(1)).holdFailed(Duration.ofHours(1)).build();
        var run = inBackground(orchestrator, tests("/good", "/flaky", "/cancelled"));
        executor.awaitHeld("/cancelled");

        orchestrator.close();

        run.get();
        assertThat(held).isEmpty();
    }

    @Test
    void abandonDoesNotWaitAndStopsRetries() throws Exception {
        systems.releaseFailing().failingDiscards(1000);
        executor.holding("/a");
        Orchestrator orchestrator =
                pool(1).releaseRetries(1000).firstPause(Duration.ofMinutes(1)).build();
        var run = inBackground(orchestrator, tests("/a", "/b"));
        executor.awaitHeld("/a");

        orchestrator.abandon();

        RunSummary summary = run.get();
        assertThat(verdict(summary, 1)).isEqualTo(Verdict.NOT_RUN);
        assertThat(summary.problems()).singleElement().asString().contains("not released");
        assertThat(told).hasAtLeastOneElementOfType(RunEvent.SystemNotReleased.class);
    }

    @Test
    void orc08_aFactoryThatIsPutAsideIsTold() throws Exception {
        systems.failingFirst(3);
        try (FakeSystems others = new FakeSystems()) {
            others.gated(1);
            Orchestrator orchestrator =
                    pool(1).maxFailuresInARow(3)
                            .provisioner(others)
                            .listener(
                                    event -> {
                                        if (event instanceof RunEvent.FactoryPutAside) {
                                            others.openGate();
                                        }
                                    })
                            .build();

            RunSummary summary = orchestrator.run(tests("/a", "/b"));

            assertThat(summary.passed()).isTrue();
        }
        assertThat(told)
                .filteredOn(RunEvent.FactoryPutAside.class::isInstance)
                .singleElement()
                .asString()
                .contains("factory 1", "the cloud is full");
    }

    // ORC-18, ORC-19
    @Test
    void theDeadlineAlsoHoldsForARunThatWaitsForItsLastTestsAfterAFailure() throws Exception {
        executor.holding("/a");

        RunSummary summary =
                pool(1).deadline(Duration.ofMillis(500))
                        .sink(
                                event -> {
                                    throw new IOException("No space left on device");
                                })
                        .build()
                        .run(tests("/a", "/b"));

        assertThat(summary.failure()).isPresent();
        assertThat(verdict(summary, 0)).isEqualTo(Verdict.CANCELLED);
        assertThat(summary.tests().get(1).reason()).contains("No space left on device");
        assertThat(told).hasAtLeastOneElementOfType(RunEvent.DeadlineReached.class);
    }

    // ORC-05
    @Test
    void anIntactSystemThatWasHeldIsFinishedBeforeItsRelease() throws Exception {
        executor.then("/bad", exit(1));

        pool(1).destructive((attempt, outcome) -> false)
                .holdFailed(Duration.ofMillis(10))
                .build()
                .run(tests("/bad"));

        assertThat(held).hasSize(1);
        assertThat(executor.events())
                .containsExactly("start fake-1", "run fake-1 /bad", "stop fake-1", "close fake-1");
    }

    private void closedBy(Function<Orchestrator[], Orchestrator.Builder> policy) throws Exception {
        Orchestrator[] run = new Orchestrator[1];
        run[0] = policy.apply(run).build();

        RunSummary summary = run[0].run(tests("/a", "/b", "/c"));

        assertThat(summary.failure()).isEmpty();
        assertThat(summary.tests())
                .extracting(TestVerdict::verdict)
                .isSubsetOf(Verdict.NOT_RUN, Verdict.CANCELLED, Verdict.FAILED)
                .contains(Verdict.NOT_RUN);
        assertThat(told)
                .filteredOn(RunEvent.TestFinished.class::isInstance)
                .extracting(RunEvent.TestFinished.class::cast)
                .extracting(event -> event.verdict().test().name())
                .containsExactlyInAnyOrder("/a", "/b", "/c");
        assertThat(systems.standing()).isEmpty();
    }

    // ORC-19, ORC-24
    @Test
    void theRerunPolicyMayCloseTheRunAndEachTestHasOneVerdict() throws Exception {
        executor.then("/a", exit(1));
        closedBy(
                run ->
                        pool(1).rerun(
                                        (attempt, outcome, before) -> {
                                            run[0].close();
                                            return true;
                                        }));
    }

    // ORC-19, ORC-24
    @Test
    void fitnessMayCloseTheRunAndEachTestHasOneVerdict() throws Exception {
        closedBy(
                run ->
                        pool(1).fitness(
                                        (test, system) -> {
                                            run[0].close();
                                            return 0;
                                        }));
    }

    // ORC-19, ORC-24
    @Test
    void nextTestMayCloseTheRunAndEachTestHasOneVerdict() throws Exception {
        closedBy(
                run ->
                        pool(1).nextTest(
                                        (tests, system, previous) -> {
                                            if (tests.size() > 1) {
                                                run[0].close();
                                            }
                                            return Optional.of(tests.get(0));
                                        }));
    }

    // ORC-19, ORC-24
    @Test
    void applicableMayCloseTheRunAndEachTestHasOneVerdict() throws Exception {
        closedBy(
                run ->
                        pool(1).applicable(
                                        (test, system) -> {
                                            if (!systems.standing().isEmpty()) {
                                                run[0].close();
                                            }
                                            return true;
                                        }));
    }
}

package org.atex.core.orchestrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.atex.core.fakes.ScriptedExecutor.error;
import static org.atex.core.fakes.ScriptedExecutor.exit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.atex.core.InvalidArgumentException;
import org.atex.core.fakes.FakeSystems;
import org.atex.core.fakes.ScriptedExecutor;
import org.atex.core.result.SinkEvent;
import org.atex.core.result.SinkEvent.AttemptEnded;
import org.atex.core.result.SinkEvent.Standing;
import org.atex.core.result.SinkException;
import org.atex.core.result.TestOutcome.End;
import org.atex.core.result.Verdict;
import org.atex.core.system.Provisioner;
import org.atex.core.system.ProvisionerFactory;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Platform;
import org.atex.core.test.SetupStep;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.atex.core.time.Deadline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class OrchestratorTest {

    private static final Platform RHEL = Platform.of("rhel-9", "x86_64");
    private static final Platform FEDORA = Platform.of("fedora-42", "x86_64");

    private final FakeSystems systems = new FakeSystems();
    private final ScriptedExecutor executor = new ScriptedExecutor();
    private final List<SinkEvent> events = Collections.synchronizedList(new ArrayList<>());
    @TempDir private Path scratch;
    private int runs;
    private final List<Thread> started = new ArrayList<>();

    @AfterEach
    void noThreadOfTheRunIsLeft() {
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("atex-"));
        systems.close();
    }

    private static TestRun test(String name) {
        return TestRun.named(name, "true").build();
    }

    private static List<TestRun> tests(String... names) {
        return List.of(names).stream().map(OrchestratorTest::test).toList();
    }

    private Orchestrator.Builder pool(int max) {
        return Orchestrator.builder()
                .directory(scratch.resolve("run" + runs++))
                .provisioner(systems, max)
                .executor(executor)
                .firstPause(Duration.ZERO)
                .sink(events::add);
    }

    private static Verdict verdict(RunSummary summary, String test) {
        return summary.tests().stream()
                .filter(each -> each.test().name().equals(test))
                .findFirst()
                .orElseThrow()
                .verdict();
    }

    private List<String> finals() {
        return events.stream()
                .filter(AttemptEnded.class::isInstance)
                .map(AttemptEnded.class::cast)
                .filter(ended -> ended.standing() == Standing.FINAL)
                .map(ended -> ended.attempt().test().name())
                .sorted()
                .toList();
    }

    private FutureTask<RunSummary> inBackground(Orchestrator orchestrator, List<TestRun> tests) {
        FutureTask<RunSummary> task = new FutureTask<>(() -> orchestrator.run(tests));
        Thread thread = new Thread(task, "test-runner");
        started.add(thread);
        thread.start();
        return task;
    }

    @Test
    void allTestsRunAndEverySystemIsReleasedOnce() throws Exception {
        List<TestRun> many = IntStream.range(0, 50).mapToObj(i -> test("/t" + i)).toList();

        RunSummary summary = pool(4).build().run(many);

        assertThat(summary.passed()).isTrue();
        assertThat(summary).hasToString("50 passed");
        assertThat(finals()).hasSize(50).doesNotHaveDuplicates();
        assertThat(systems.released()).isEqualTo(systems.reserved()).isLessThanOrEqualTo(4);
        assertThat(systems.mostHeld()).isLessThanOrEqualTo(4);
        assertThat(systems.closed()).isTrue();
    }

    @Test
    void orc01_aFreeSystemTakesAllThatABusyOneDoesNot() throws Exception {
        executor.holding("/long");
        List<TestRun> tests = new ArrayList<>(tests("/long"));
        IntStream.range(0, 9).forEach(i -> tests.add(test("/short" + i)));
        CountDownLatch othersDone = new CountDownLatch(9);
        Orchestrator orchestrator =
                pool(2).order(Order.inOrder())
                        .listener(
                                event -> {
                                    if (event instanceof RunEvent.TestFinished) {
                                        othersDone.countDown();
                                    }
                                })
                        .build();
        var run = inBackground(orchestrator, tests);

        executor.awaitHeld("/long");
        othersDone.await();
        executor.letGo("/long");

        assertThat(run.get().count(Verdict.PASSED)).isEqualTo(10);
    }

    @Test
    void orc02_noTestsAreRefusedAndDoublesCountOnce() throws Exception {
        assertThatThrownBy(() -> pool(1).build().run(List.of()))
                .isInstanceOf(InvalidArgumentException.class);

        RunSummary summary = pool(1).build().run(tests("/a", "/a", "/b"));

        assertThat(summary.tests()).hasSize(2);
        assertThat(executor.ran()).containsExactly("/a", "/b");
    }

    @Test
    void orc03_systemsNeverOutnumberTheTestsTheyCouldServe() throws Exception {
        pool(8).build().run(tests("/a", "/b"));

        assertThat(systems.reserved()).isLessThanOrEqualTo(2);
    }

    @Test
    void orc05_aSystemIsPreparedOncePerSetupAndEqualSetupsGoTogether() throws Exception {
        SystemSetup one = SystemSetup.none().withPrepare(new SetupStep.Script("one"));
        SystemSetup two = SystemSetup.none().withPrepare(new SetupStep.Script("two"));

        pool(1).order(Order.inOrder())
                .build()
                .run(
                        List.of(
                                test("/a").withSetup(one),
                                test("/b").withSetup(two),
                                test("/c").withSetup(one)));

        assertThat(executor.events())
                .containsExactly(
                        "start fake-1",
                        "run fake-1 /a",
                        "run fake-1 /c",
                        "stop fake-1",
                        "start fake-1",
                        "run fake-1 /b",
                        "stop fake-1",
                        "close fake-1");
    }

    @Test
    void orc07_longestFirstThenGivenOrderAndPriorityBeforeAll() throws Exception {
        pool(1).build()
                .run(
                        List.of(
                                test("/none"),
                                test("/short").withTimeLimit(Duration.ofMinutes(1)),
                                test("/long").withTimeLimit(Duration.ofHours(1)),
                                test("/first").toBuilder().priority(1).build(),
                                test("/last").toBuilder().priority(-1).build()));

        assertThat(executor.ran()).containsExactly("/first", "/long", "/short", "/none", "/last");
    }

    @Test
    void orc07_theFittestGoesFirstAndMarksCount() throws Exception {
        executor.then("/snapshot", (attempt, listener) -> exit(0));

        pool(1).order(Order.inOrder())
                .fitness((test, system) -> test.name().equals("/fit") ? 1 : 0)
                .build()
                .run(tests("/a", "/fit", "/b"));

        assertThat(executor.ran()).containsExactly("/fit", "/a", "/b");
    }

    @Test
    void orc07_nextTestDecidesAlone() throws Exception {
        pool(1).nextTest((queue, system, previous) -> Optional.of(queue.get(queue.size() - 1)))
                .order(Order.inOrder())
                .build()
                .run(tests("/a", "/b", "/c"));

        assertThat(executor.ran()).containsExactly("/c", "/b", "/a");
    }

    @Test
    void orc07_nextTestThatNeverChoosesLeavesTheTestsNotRun() throws Exception {
        RunSummary summary =
                pool(2).nextTest((queue, system, previous) -> Optional.empty())
                        .build()
                        .run(tests("/a", "/b"));

        assertThat(summary.count(Verdict.NOT_RUN)).isEqualTo(2);
        assertThat(systems.reserved()).isZero();
    }

    @Test
    void orc07_anAnswerThatDoesNotWaitEndsTheRun() throws Exception {
        RunSummary summary =
                pool(1).nextTest((queue, system, previous) -> Optional.of(test("/other")))
                        .build()
                        .run(tests("/a"));

        assertThat(summary.failure()).get().isInstanceOf(InvalidArgumentException.class);
        assertThat(systems.released()).isEqualTo(systems.reserved());
    }

    @Test
    void orc08_aFailedReservationIsTriedAgain() throws Exception {
        systems.failingFirst(2);

        RunSummary summary = pool(1).build().run(tests("/a"));

        assertThat(summary.passed()).isTrue();
        assertThat(systems.reserved()).isEqualTo(3);
        assertThat(systems.released()).isEqualTo(3);
    }

    @Test
    void orc08_tooManyFailuresEndTheRunWithAClearError() throws Exception {
        systems.failingFirst(1000);

        RunSummary summary = pool(1).maxFailedSetups(2).build().run(tests("/a", "/b"));

        assertThat(summary.failure())
                .get()
                .isInstanceOf(SetupLimitException.class)
                .extracting(Throwable::getMessage)
                .asString()
                .contains("fake-3", "the cloud is full");
        assertThat(summary.count(Verdict.NOT_RUN)).isEqualTo(2);
        assertThat(summary.passed()).isFalse();
    }

    @Test
    void orc08_aFailedPreparationCountsNoAttemptAndTakesAnotherSystem() throws Exception {
        executor.failingStarts(1);

        RunSummary summary = pool(1).build().run(tests("/a"));

        assertThat(summary.tests().get(0).attempts()).isEqualTo(1);
        assertThat(executor.events())
                .containsSubsequence("start fake-1", "stop fake-1", "close fake-1", "start fake-2");
    }

    @Test
    void orc08_aFactoryThatKeepsFailingIsPutAsideWhileAnotherServes() throws Exception {
        try (FakeSystems broken = new FakeSystems().failingFirst(1000)) {
            executor.holding("/a");
            Orchestrator orchestrator =
                    Orchestrator.builder()
                            .provisioner(broken, 1)
                            .provisioner(systems, 1)
                            .executor(executor)
                            .firstPause(Duration.ZERO)
                            .sink(events::add)
                            .order(Order.inOrder())
                            .build();
            var run = inBackground(orchestrator, tests("/a", "/b", "/c"));

            executor.awaitHeld("/a");
            executor.letGo("/a");

            assertThat(run.get().count(Verdict.PASSED)).isEqualTo(3);
            assertThat(broken.reserved()).isLessThanOrEqualTo(3);
        }
    }

    @Test
    void orc10_aFailedTestsSystemIsReplacedWithoutItsPlanFinish() throws Exception {
        executor.then("/bad", exit(1));

        RunSummary summary = pool(1).order(Order.inOrder()).build().run(tests("/bad", "/good"));

        assertThat(verdict(summary, "/bad")).isEqualTo(Verdict.FAILED);
        assertThat(executor.events())
                .containsExactly(
                        "start fake-1",
                        "run fake-1 /bad",
                        "close fake-1",
                        "start fake-2",
                        "run fake-2 /good",
                        "stop fake-2",
                        "close fake-2");
    }

    @Test
    void orc10_theTagAndAPolicyDecideOverExitCodesButNotOverErrors() throws Exception {
        TestRun destructive = test("/d").toBuilder().tags(Set.of("destructive")).build();
        executor.then("/fails", exit(1)).then("/lost", error(End.TIMED_OUT));

        pool(1).order(Order.inOrder())
                .destructive(DestructivePolicy.tagged())
                .build()
                .run(List.of(test("/fails"), test("/lost"), destructive, test("/end")));

        assertThat(executor.ran()).containsExactly("/fails", "/lost", "/d", "/end");
        assertThat(systems.reserved()).isEqualTo(3);
    }

    @Test
    void orc10_aDeadSystemIsNotUsedAgain() throws Exception {
        executor.then(
                "/a",
                (attempt, listener) -> {
                    systems.kill();
                    return exit(0);
                });

        RunSummary summary = pool(1).order(Order.inOrder()).build().run(tests("/a", "/b"));

        assertThat(summary.passed()).isTrue();
        assertThat(systems.reserved()).isEqualTo(2);
    }

    @Test
    void orc12_aRerunGoesToTheEndAndThePassMakesItFlaky() throws Exception {
        executor.then("/flaky", exit(1), exit(0));

        RunSummary summary =
                pool(1).order(Order.inOrder())
                        .rerun(RerunPolicy.failedUpTo(2))
                        .build()
                        .run(tests("/flaky", "/b", "/c"));

        assertThat(executor.ran()).containsExactly("/flaky", "/b", "/c", "/flaky");
        assertThat(verdict(summary, "/flaky")).isEqualTo(Verdict.FLAKY);
        assertThat(summary).hasToString("2 passed, 1 flaky, 1 rerun");
        assertThat(summary.passed()).isTrue();
    }

    @Test
    void orc12_lostSystemsHaveABudgetThatEatsNoReruns() throws Exception {
        executor.then(
                "/a",
                error(End.SYSTEM_LOST),
                exit(1),
                error(End.SYSTEM_LOST),
                exit(1),
                error(End.SYSTEM_LOST));

        RunSummary summary = pool(1).rerun(RerunPolicy.failedUpTo(2)).build().run(tests("/a"));

        assertThat(summary.tests().get(0).attempts()).isEqualTo(5);
        assertThat(verdict(summary, "/a")).isEqualTo(Verdict.INFRA);
    }

    @Test
    void orc13_supersededAttemptsGoToTheirOwnSinkAndNeverShowAsFinal() throws Exception {
        List<SinkEvent> superseded = Collections.synchronizedList(new ArrayList<>());
        executor.then("/a", exit(1), exit(1));

        pool(1).rerun(RerunPolicy.failedUpTo(1))
                .superseded(superseded::add)
                .build()
                .run(tests("/a"));

        assertThat(finals()).containsExactly("/a");
        assertThat(superseded)
                .singleElement()
                .isInstanceOfSatisfying(
                        AttemptEnded.class,
                        ended -> assertThat(ended.attempt().tryNumber()).isEqualTo(1));
    }

    @Test
    void agg15_eventsAreNumberedWithoutGapsInTheOrderOfDelivery() throws Exception {
        pool(4).build().run(tests("/a", "/b", "/c", "/d", "/e"));

        assertThat(events)
                .extracting(SinkEvent::number)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, events.size()).mapToObj(i -> (long) i).toList());
    }

    @Test
    void orc15_aReservationThatNothingWaitsForIsGivenUp() throws Exception {
        try (FakeSystems slow = new FakeSystems().gated(1)) {
            executor.holding("/a");
            Orchestrator orchestrator = pool(1).provisioner(slow, 1).order(Order.inOrder()).build();
            var run = inBackground(orchestrator, tests("/a", "/b"));
            executor.awaitHeld("/a");
            slow.awaitGate();
            executor.letGo("/a");

            assertThat(run.get().count(Verdict.PASSED)).isEqualTo(2);
            assertThat(slow.events()).containsExactly("reserve fake-1", "release fake-1");
            assertThat(executor.ran()).containsExactly("/a", "/b");
        }
    }

    @Test
    void orc16_aSpareIsKeptReadyForTheRerun() throws Exception {
        CountDownLatch shortIsDone = new CountDownLatch(1);
        executor.then(
                "/long",
                (attempt, listener) -> {
                    shortIsDone.await();
                    return exit(1);
                });

        RunSummary summary =
                pool(2).spares(1)
                        .rerun(RerunPolicy.failedUpTo(1))
                        .order(Order.inOrder())
                        .listener(
                                event -> {
                                    if (event instanceof RunEvent.TestFinished) {
                                        shortIsDone.countDown();
                                    }
                                })
                        .build()
                        .run(tests("/long", "/short"));

        assertThat(summary.passed()).isTrue();
        assertThat(systemsOf("/long")).containsAll(systemsOf("/short"));
    }

    private List<String> systemsOf(String test) {
        return executor.events().stream()
                .filter(event -> event.startsWith("run ") && event.endsWith(" " + test))
                .map(event -> event.split(" ")[1])
                .toList();
    }

    @Test
    void orc17_aMatrixRunsAndWhatNobodyServesIsNotRunWithTheReason() throws Exception {
        try (FakeSystems rhel = new FakeSystems(RHEL);
                FakeSystems fedora = new FakeSystems(FEDORA)) {
            RunSummary summary =
                    Orchestrator.builder()
                            .provisioner(rhel, 2)
                            .provisioner(fedora, 2)
                            .executor(executor)
                            .sink(events::add)
                            .build()
                            .run(
                                    List.of(
                                            test("/a").withTarget(RHEL),
                                            test("/a").withTarget(FEDORA),
                                            test("/a")
                                                    .withTarget(Platform.of("debian-12", "x86_64")),
                                            test("/any")));

            assertThat(summary.count(Verdict.PASSED)).isEqualTo(3);
            assertThat(summary.count(Verdict.NOT_RUN)).isEqualTo(1);
            assertThat(summary.passed()).isFalse();
            assertThat(summary.tests().get(2).toString())
                    .contains("debian-12@x86_64", "not run", "rhel-9@x86_64", "fedora-42@x86_64");
        }
    }

    @Test
    void orc17_anExhaustedFactoryLeavesTheRestNotRun() throws Exception {
        systems.atMost(1);
        executor.then("/a", exit(1));

        RunSummary summary = pool(3).order(Order.inOrder()).build().run(tests("/a", "/b"));

        assertThat(verdict(summary, "/a")).isEqualTo(Verdict.FAILED);
        assertThat(verdict(summary, "/b")).isEqualTo(Verdict.NOT_RUN);
        assertThat(summary.tests().get(1).reason()).contains("there were only 1");
    }

    @Test
    void orc18_aFailedReleaseIsReportedAndTheRunGoesOn() throws Exception {
        systems.releaseFailing().failingDiscards(100);

        RunSummary summary = pool(1).build().run(tests("/a"));

        assertThat(summary.passed()).isTrue();
        assertThat(summary.problems())
                .singleElement()
                .asString()
                .contains("fake-1 (not released)", "the cloud still does not take it back");
    }

    @Test
    void orc18_aFailedReleaseIsTriedAgain() throws Exception {
        systems.releaseFailing().failingDiscards(2);

        RunSummary summary = pool(1).build().run(tests("/a"));

        assertThat(summary.problems()).isEmpty();
        assertThat(systems.standing()).isEmpty();
        assertThat(systems.events())
                .containsExactly(
                        "reserve fake-1",
                        "release fake-1",
                        "discard fake-1",
                        "discard fake-1",
                        "discard fake-1");
    }

    @Test
    void orc18_aSinkThatRefusesOneAttemptKeepsItsArtifactsAndTheRun(@TempDir Path directory)
            throws Exception {
        RunSummary summary =
                pool(1).directory(directory.resolve("run"))
                        .sink(
                                event -> {
                                    if (event instanceof AttemptEnded) {
                                        throw new SinkException(
                                                SinkException.Kind.DUPLICATE, "had it");
                                    }
                                })
                        .build()
                        .run(tests("/a"));

        assertThat(summary.passed()).isTrue();
        assertThat(summary.problems()).singleElement().asString().contains("/a", "had it");
        assertThat(directory.resolve("run/attempts/000001")).isDirectory();
    }

    @Test
    void orc18_aBrokenSinkEndsTheRunWithoutLosingVerdicts() throws Exception {
        RunSummary summary =
                pool(1).order(Order.inOrder())
                        .sink(
                                event -> {
                                    throw new IOException("no space left on device");
                                })
                        .build()
                        .run(IntStream.range(0, 300).mapToObj(i -> test("/" + i)).toList());

        assertThat(summary.failure().orElseThrow()).hasMessageContaining("no space left");
        assertThat(summary.tests()).hasSize(300);
        assertThat(summary.count(Verdict.NOT_RUN)).isPositive();
    }

    @Test
    void orc18_aSinkThatCannotOpenStartsNothing() {
        Orchestrator orchestrator =
                pool(1).sink(
                                new org.atex.core.result.ResultSink() {
                                    @Override
                                    public void open() throws IOException {
                                        throw new IOException("read-only");
                                    }

                                    @Override
                                    public void accept(SinkEvent event) {}
                                })
                        .build();

        assertThatThrownBy(() -> orchestrator.run(tests("/a"))).hasMessage("read-only");
        assertThat(systems.reserved()).isZero();
    }

    @Test
    void orc19_interruptingTheCallerCancelsReleasesAndThrows() throws Exception {
        executor.holding("/a");
        var run = inBackground(pool(2).build(), tests("/a", "/b", "/c"));
        executor.awaitHeld("/a");

        started.get(0).interrupt();

        assertThatThrownBy(run::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(systems.released()).isEqualTo(systems.reserved());
    }

    @Test
    void orc19_closeCancelsAndTheSummarySaysWhatHappened() throws Exception {
        executor.holding("/a");
        Orchestrator orchestrator = pool(1).order(Order.inOrder()).build();
        var run = inBackground(orchestrator, tests("/a", "/b"));
        executor.awaitHeld("/a");

        orchestrator.close();

        assertThat(verdict(run.get(), "/a")).isEqualTo(Verdict.CANCELLED);
        assertThat(verdict(run.get(), "/b")).isEqualTo(Verdict.NOT_RUN);
        assertThat(systems.released()).isEqualTo(systems.reserved());
    }

    @Test
    void orc19_closeWhileReservingOrPreparingLeavesNothing() throws Exception {
        systems.gated(1);
        Orchestrator reserving = pool(1).build();
        var run = inBackground(reserving, tests("/a"));
        systems.awaitGate();
        reserving.close();
        assertThat(run.get().count(Verdict.NOT_RUN)).isEqualTo(1);

        systems.openGate();
        try (FakeSystems others = new FakeSystems()) {
            executor.holdingStart();
            Orchestrator preparing =
                    Orchestrator.builder().provisioner(others).executor(executor).build();
            var second = inBackground(preparing, tests("/a"));
            executor.awaitHeldStart();
            preparing.close();

            assertThat(second.get().count(Verdict.NOT_RUN)).isEqualTo(1);
            assertThat(others.released()).isEqualTo(others.reserved());
        }
        assertThat(systems.released()).isEqualTo(systems.reserved());
    }

    @Test
    void orc24_aPolicyThatThrowsEndsTheRunKeepingResults() throws Exception {
        executor.then("/b", exit(1));

        RunSummary summary =
                pool(1).order(Order.inOrder())
                        .rerun(
                                (attempt, outcome, reruns) -> {
                                    throw new IllegalStateException("oops");
                                })
                        .build()
                        .run(tests("/a", "/b", "/c"));

        assertThat(summary.failure()).get().isInstanceOf(InvalidArgumentException.class);
        assertThat(finals()).containsExactly("/a", "/b");
        assertThat(verdict(summary, "/c")).isEqualTo(Verdict.NOT_RUN);
    }

    @Test
    void orc24_aListenerMayCloseTheRun() throws Exception {
        Orchestrator[] self = new Orchestrator[1];
        self[0] =
                pool(1).order(Order.inOrder())
                        .listener(
                                event -> {
                                    if (event instanceof RunEvent.TestFinished) {
                                        self[0].close();
                                    }
                                })
                        .build();

        RunSummary summary = self[0].run(tests("/a", "/b"));

        assertThat(verdict(summary, "/a")).isEqualTo(Verdict.PASSED);
        assertThat(verdict(summary, "/b")).isEqualTo(Verdict.NOT_RUN);
    }

    @Test
    void err04_aRunnerThatCannotGoOnEndsTheRun() throws Exception {
        executor.then(
                "/a",
                (attempt, listener) -> {
                    throw new IOException("disk full");
                });

        RunSummary summary = pool(1).order(Order.inOrder()).build().run(tests("/a", "/b"));

        assertThat(summary.failure().orElseThrow()).hasMessageContaining("disk full");
        assertThat(verdict(summary, "/a")).isEqualTo(Verdict.INFRA);
        assertThat(systems.released()).isEqualTo(systems.reserved());
    }

    @Test
    void err02_aTestThatTheExecutorRefusesIsNotRunAndTheOthersAre() throws Exception {
        executor.then(
                "/a",
                (attempt, listener) -> {
                    throw new InvalidArgumentException("1x is no variable name");
                });

        RunSummary summary = pool(1).order(Order.inOrder()).build().run(tests("/a", "/b"));

        assertThat(verdict(summary, "/a")).isEqualTo(Verdict.NOT_RUN);
        assertThat(summary.tests().get(0).reason()).contains("1x");
        assertThat(verdict(summary, "/b")).isEqualTo(Verdict.PASSED);
    }

    @Test
    void anOrchestratorRunsOnce() throws Exception {
        Orchestrator orchestrator = pool(1).build();
        orchestrator.run(tests("/a"));

        assertThatThrownBy(() -> orchestrator.run(tests("/a")))
                .isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void orc20_aRunDirectoryServesOneRunAtATimeAndKeepsItsJournal(@TempDir Path directory)
            throws Exception {
        Path shared = directory.resolve("run");
        executor.holding("/a");
        Orchestrator first = pool(1).directory(shared).build();
        var run = inBackground(first, tests("/a"));
        executor.awaitHeld("/a");

        assertThatThrownBy(
                        () ->
                                Orchestrator.builder()
                                        .provisioner(systems)
                                        .executor(executor)
                                        .directory(shared)
                                        .build()
                                        .run(tests("/b")))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("another run uses this directory");
        executor.letGo("/a");
        run.get();
        assertThat(shared.toFile().list()).containsExactlyInAnyOrder("journal.jsonl", "lock");
    }

    // ORC-18
    @Test
    void orc18_aSinkThatThrowsAnErrorEndsTheRunAsAFullDiskDoes() throws Exception {
        RunSummary summary =
                pool(1).sink(
                                event -> {
                                    if (event instanceof AttemptEnded) {
                                        throw new AssertionError("a bug of the sink");
                                    }
                                })
                        .build()
                        .run(tests("/a", "/b"));

        assertThat(summary.failure()).isPresent();
        assertThat(summary.failure().get())
                .hasMessageContaining("a sink cannot go on")
                .hasMessageContaining("a bug of the sink");
    }

    @Test
    void orc24_anErrorOfAListenerEndsTheRunAndKeepsAllResults() throws Exception {
        RunSummary summary =
                pool(1).order(Order.inOrder())
                        .listener(
                                event -> {
                                    if (event instanceof RunEvent.AttemptFinished) {
                                        throw new AssertionError("a bug of the listener");
                                    }
                                })
                        .build()
                        .run(tests("/a", "/b"));

        assertThat(summary.failure().orElseThrow())
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("a bug of the listener");
        assertThat(verdict(summary, "/a")).isEqualTo(Verdict.PASSED);
        assertThat(verdict(summary, "/b")).isEqualTo(Verdict.NOT_RUN);
        assertThat(finals()).containsExactly("/a");
    }

    private RunSummary runWith(ProvisionerFactory factory) throws Exception {
        return Orchestrator.builder()
                .provisioner(factory)
                .executor(executor)
                .build()
                .run(tests("/a"));
    }

    @Test
    void orc17_aFactoryThatGivesNullOrThrowsAnErrorServesNothing() throws Exception {
        @SuppressWarnings("NullAway")
        ProvisionerFactory nothing = () -> null;
        ProvisionerFactory unlinked =
                () -> {
                    throw new NoClassDefFoundError("org/lab/Client");
                };

        assertThat(runWith(nothing).tests())
                .singleElement()
                .asString()
                .contains("not run", "the factory failed", "null");
        assertThat(runWith(unlinked).tests())
                .singleElement()
                .asString()
                .contains("not run", "the factory failed", "org/lab/Client");
    }

    // ORC-14, ERR-04
    @Test
    void anErrorOfAnExecutorEndsTheRunWithAFinalAttempt() throws Exception {
        executor.then(
                "/a",
                (attempt, listener) -> {
                    throw new AssertionError("a bug of the executor");
                });

        RunSummary summary = pool(1).build().run(tests("/a"));

        assertThat(summary.failure().orElseThrow()).hasMessageContaining("a bug of the executor");
        assertThat(verdict(summary, "/a")).isEqualTo(Verdict.INFRA);
        assertThat(finals()).containsExactly("/a");
    }

    @Test
    void orc20_aRunWhoseFirstLinesCannotBeWrittenDoesNotStart() throws Exception {
        Path run = scratch.resolve("run");
        String longer = "/" + "x".repeat(400_000);

        assertThatThrownBy(() -> pool(1).directory(run).build().run(tests("/a", longer)))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("a line of the journal would be too long")
                .hasMessageContaining("/xxx");

        assertThat(executor.events()).isEmpty();
        assertThat(run.resolve("journal.jsonl")).doesNotExist();
        assertThat(pool(1).directory(run).build().run(tests("/a")).passed()).isTrue();
        assertThat(Files.readString(run.resolve("journal.jsonl"))).contains("run-ended");
    }

    @Test
    void orc24_anOrderThatThrowsIsRefusedBeforeAnythingStarts() throws Exception {
        Path run = scratch.resolve("run");

        assertThatThrownBy(
                        () ->
                                pool(1).directory(run)
                                        .order(
                                                (a, b) -> {
                                                    throw new IllegalStateException("no order");
                                                })
                                        .build()
                                        .run(tests("/a", "/b")))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("no order");

        assertThat(pool(1).directory(run).build().run(tests("/a", "/b")).passed()).isTrue();
    }

    // PRV-06
    @Test
    void aSystemWhoseHandleCannotBeAskedIsReleasedAndTheRunEnds() throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        List<String> released = Collections.synchronizedList(new ArrayList<>());
        RunSummary summary =
                Orchestrator.builder()
                        .provisioner(
                                () ->
                                        new Provisioner() {
                                            @Override
                                            protected SshSystem provision(Deadline deadline) {
                                                taken.countDown();
                                                return SshSystem.at("127.0.0.1")
                                                        .withJump(SshSystem.at("jump"));
                                            }

                                            @Override
                                            protected void deprovision() {
                                                released.add(name());
                                            }

                                            @Override
                                            public Map<String, String> handle() {
                                                if (taken.getCount() == 0) {
                                                    throw new IllegalStateException("no handle");
                                                }
                                                return Map.of();
                                            }
                                        })
                        .executor(executor)
                        .build()
                        .run(tests("/a"));

        assertThat(summary.failure().orElseThrow()).hasMessageContaining("no handle");
        assertThat(released).hasSize(1);
    }

    @Test
    void orc08_aReservationThatEndsByAnInterruptOfItsOwnCountsAsFailed() throws Exception {
        RunSummary summary =
                Orchestrator.builder()
                        .provisioner(
                                () ->
                                        new Provisioner() {
                                            @Override
                                            protected SshSystem provision(Deadline deadline)
                                                    throws InterruptedException {
                                                throw new InterruptedException("the pool is shut");
                                            }

                                            @Override
                                            protected void deprovision() {}
                                        })
                        .executor(executor)
                        .firstPause(Duration.ZERO)
                        .maxFailedSetups(2)
                        .build()
                        .run(tests("/a"));

        assertThat(summary.failure().orElseThrow())
                .isInstanceOf(SetupLimitException.class)
                .hasMessageContaining("the pool is shut");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void orc24_aPolicyThatThrowsAtAnyOfItsCallsEndsTheRun(int call) throws Exception {
        AtomicInteger calls = new AtomicInteger();

        RunSummary summary =
                pool(2).applicable(
                                (test, system) -> {
                                    if (calls.incrementAndGet() == call) {
                                        throw new IllegalStateException("oops");
                                    }
                                    return true;
                                })
                        .build()
                        .run(tests("/a", "/b", "/c", "/d"));

        assertThat(summary.failure().orElseThrow())
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("oops");
        assertThat(summary.tests()).hasSize(4);
        assertThat(systems.standing()).isEmpty();
    }
}

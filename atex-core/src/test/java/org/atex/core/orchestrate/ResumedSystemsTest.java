package org.atex.core.orchestrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.atex.core.fakes.ScriptedExecutor.exit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.atex.core.fakes.FakeSystems;
import org.atex.core.fakes.ScriptedExecutor;
import org.atex.core.orchestrate.Remains.Ledger;
import org.atex.core.test.TestRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tests a resumed run gives to the systems that the dead process held. */
@Timeout(120)
class ResumedSystemsTest {

    @TempDir private Path scratch;
    private final FakeSystems before = new FakeSystems();
    private final FakeSystems systems = new FakeSystems();
    private final ScriptedExecutor executor = new ScriptedExecutor();

    @AfterEach
    void noSystemIsLeft() {
        assertThat(systems.standing()).isEmpty();
        before.close();
        systems.close();
    }

    private static List<TestRun> tests(String... names) {
        return Stream.of(names).map(name -> TestRun.named(name, "true").build()).toList();
    }

    private static Orchestrator.Builder pool(
            FakeSystems systems, int max, ScriptedExecutor executor) {
        return Orchestrator.builder()
                .provisioner(systems, max)
                .executor(executor)
                .firstPause(Duration.ZERO)
                .order(Order.inOrder());
    }

    /** What a run leaves that is killed at the first event of this kind. */
    private Remains killedAt(
            Predicate<RunEvent> moment, Orchestrator.Builder builder, List<TestRun> tests)
            throws Exception {
        Path run = scratch.resolve("run");
        Ledger sink = new Ledger(List.of());
        List<Remains> taken = new ArrayList<>();
        builder.sink(sink)
                .directory(run)
                .listener(
                        event -> {
                            if (taken.isEmpty() && moment.test(event)) {
                                taken.add(Remains.of(run, scratch.resolve("copy"), sink, before));
                            }
                        })
                .build()
                .run(tests);
        systems.standing(taken.get(0).systems());
        return taken.get(0);
    }

    private RunSummary resume(Remains remains, Orchestrator.Builder builder, List<TestRun> tests)
            throws Exception {
        return builder.sink(new Ledger(remains.seen())).build().resume(remains.directory(), tests);
    }

    private static Predicate<RunEvent> starts(String test) {
        return event ->
                event instanceof RunEvent.AttemptStarted started
                        && started.attempt().test().name().equals(test);
    }

    private static Predicate<RunEvent> finishes(String test) {
        return event ->
                event instanceof RunEvent.AttemptFinished finished
                        && finished.attempt().test().name().equals(test);
    }

    private static Orchestrator.Builder rerunningElsewhere(Orchestrator.Builder builder) {
        return builder.rerun(RerunPolicy.failedUpTo(1).onAnotherSystem())
                .destructive(DestructivePolicy.tagged());
    }

    // ORC-12, PRV-06
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRerunAvoidsTheSystemOfTheFailureThoughThatHasANewName(boolean attached) throws Exception {
        List<TestRun> tests = tests("/fails", "/other");
        ScriptedExecutor failing = new ScriptedExecutor().then("/fails", exit(1));
        Remains remains =
                killedAt(
                        attached ? starts("/other") : RunEvent.AttemptFinished.class::isInstance,
                        rerunningElsewhere(pool(before, 1, failing)),
                        tests);
        executor.attaching("/other", (attempt, listener) -> exit(0));

        RunSummary summary = resume(remains, rerunningElsewhere(pool(systems, 1, executor)), tests);

        assertThat(summary.passed()).as("%s", summary).isTrue();
        assertThat(executor.events())
                .containsSubsequence(
                        (attached ? "attach" : "run") + " fake-1001 /other", "run fake-1002 /fails")
                .doesNotContain("run fake-1001 /fails");
    }

    // ORC-12, ORC-17
    @Test
    void aSystemThatARerunAvoidsDoesNotSpeakForThoseThatComeAfterIt() throws Exception {
        List<TestRun> tests = tests("/fails");
        ScriptedExecutor failing = new ScriptedExecutor().then("/fails", exit(1));
        Orchestrator.Builder pool = rerunningElsewhere(pool(before, 1, failing));
        Remains remains = killedAt(RunEvent.AttemptFinished.class::isInstance, pool, tests);
        FactorySlot slot = new FactorySlot(systems, 1);
        Scheduler scheduler = new Scheduler(tests, List.of(slot), pool.policies());
        scheduler.restore(remains.history());

        HeldSystem adopted = scheduler.adopted(slot, systems.create(), "fake-1");
        scheduler.reserved(adopted);
        Step step = scheduler.next(adopted); // its worker may come before the first plan
        scheduler.left(adopted);
        scheduler.plan();

        assertThat(step).isInstanceOf(Step.Leave.class);
        assertThat(scheduler.takeConcluded()).isEmpty();
        assertThat(scheduler.takeStarts()).hasSize(1);
        systems.discard(Map.of("id", "fake-1"));
    }

    // ORC-10, ORC-11
    @Test
    void aSystemThatATestHasDestroyedIsNotTakenOverForOthers() throws Exception {
        List<TestRun> tests = tests("/destroys", "/other");
        ScriptedExecutor failing = new ScriptedExecutor().then("/destroys", exit(1));
        Remains remains =
                killedAt(
                        RunEvent.AttemptFinished.class::isInstance,
                        pool(before, 1, failing),
                        tests);

        RunSummary summary = resume(remains, pool(systems, 1, executor), tests);

        assertThat(summary).hasToString("1 passed, 1 failed");
        assertThat(systems.events())
                .containsExactly("discard fake-1", "reserve fake-1001", "release fake-1001");
    }

    // ORC-06
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatASystemRanLastIsKnownToTheNextTestThere(boolean attached) throws Exception {
        List<TestRun> tests = tests("/a", "/b", "/c");
        Remains remains =
                killedAt(
                        attached ? starts("/b") : finishes("/b"),
                        pool(before, 1, new ScriptedExecutor()),
                        tests);
        executor.attaching("/b", (attempt, listener) -> exit(0));
        List<String> previous = new ArrayList<>();
        NextTest watching =
                (queue, system, last) -> {
                    previous.add(system + " " + last.map(TestRun::name).orElse("nothing"));
                    return queue.stream().findFirst();
                };

        RunSummary summary = resume(remains, pool(systems, 1, executor).nextTest(watching), tests);

        assertThat(summary).hasToString("3 passed");
        assertThat(previous).contains("fake-1001 /b");
    }

    // ORC-08
    @Test
    void aSystemWhosePreparationFailedIsNotTakenOver() throws Exception {
        List<TestRun> tests = tests("/a");
        ScriptedExecutor failing = new ScriptedExecutor().failingStarts(1);
        Remains remains =
                killedAt(RunEvent.SetupFailed.class::isInstance, pool(before, 1, failing), tests);

        RunSummary summary = resume(remains, pool(systems, 1, executor), tests);

        assertThat(summary).hasToString("1 passed");
        assertThat(systems.events())
                .containsExactly("discard fake-1", "reserve fake-1001", "release fake-1001");
    }

    @Test
    void aSystemThatWasKeptAfterAFailureIsNotTakenOver() throws Exception {
        List<TestRun> tests = tests("/fails", "/other");
        ScriptedExecutor failing = new ScriptedExecutor().then("/fails", exit(1));
        Remains remains =
                killedAt(
                        event -> {
                            if (event instanceof RunEvent.SystemHeld held) {
                                held.hold().letGo();
                            }
                            return event instanceof RunEvent.SystemHeld;
                        },
                        pool(before, 1, failing)
                                .destructive(DestructivePolicy.tagged())
                                .holdFailed(Duration.ofHours(1)),
                        tests);

        RunSummary summary =
                resume(
                        remains,
                        pool(systems, 1, executor).destructive(DestructivePolicy.tagged()),
                        tests);

        assertThat(summary).hasToString("1 passed, 1 failed");
        assertThat(systems.events())
                .containsExactly("discard fake-1", "reserve fake-1001", "release fake-1001");
    }

    // ORC-03
    @Test
    void noMoreSystemsAreTakenOverThanAFactoryMayHave() throws Exception {
        List<TestRun> tests = tests("/a", "/b");
        AtomicInteger reserved = new AtomicInteger();
        ScriptedExecutor holding = new ScriptedExecutor().holding("/a"); // so that two are needed
        Remains remains =
                killedAt(
                        event -> {
                            boolean second =
                                    event instanceof RunEvent.SystemReserved
                                            && reserved.incrementAndGet() == 2;
                            if (second) {
                                holding.letGo("/a");
                            }
                            return second;
                        },
                        pool(before, 2, holding),
                        tests);

        RunSummary summary = resume(remains, pool(systems, 1, executor), tests);

        assertThat(summary.passed()).as("%s", summary).isTrue();
        assertThat(systems.mostHeld()).isEqualTo(1);
    }
}

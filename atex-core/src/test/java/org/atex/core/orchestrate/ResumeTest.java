package org.atex.core.orchestrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.atex.core.fakes.ScriptedExecutor.error;
import static org.atex.core.fakes.ScriptedExecutor.exit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.atex.core.InvalidArgumentException;
import org.atex.core.execute.AttemptListener;
import org.atex.core.fakes.FakeSystems;
import org.atex.core.fakes.ScriptedExecutor;
import org.atex.core.journal.AttemptHistory;
import org.atex.core.journal.Journal;
import org.atex.core.journal.JournalEntry.Next;
import org.atex.core.journal.RunHistory;
import org.atex.core.journal.TestHistory;
import org.atex.core.orchestrate.Remains.Ledger;
import org.atex.core.result.ResultSink;
import org.atex.core.result.SinkEvent;
import org.atex.core.result.SinkEvent.AttemptEnded;
import org.atex.core.result.SinkEvent.ResultReported;
import org.atex.core.result.SinkEvent.Standing;
import org.atex.core.result.Status;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestOutcome.End;
import org.atex.core.result.TestResult;
import org.atex.core.result.Verdict;
import org.atex.core.system.Provisioner;
import org.atex.core.system.ProvisionerFactory;
import org.atex.core.test.Attempt;
import org.atex.core.test.TestRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ResumeTest {

    @TempDir private Path scratch;
    private final List<FakeSystems> factories = new ArrayList<>();
    private int directories;

    @AfterEach
    void noThreadOfTheRunIsLeft() {
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("atex-"));
        factories.forEach(FakeSystems::close);
    }

    private Path directory() {
        return scratch.resolve("run" + directories++);
    }

    private FakeSystems systems() {
        FakeSystems made = new FakeSystems();
        factories.add(made);
        return made;
    }

    private static List<TestRun> tests(String... names) {
        return List.of(names).stream().map(name -> TestRun.named(name, "true").build()).toList();
    }

    private static Orchestrator.Builder pool(
            FakeSystems systems, int max, ScriptedExecutor executor, ResultSink sink) {
        return Orchestrator.builder()
                .provisioner(systems, max)
                .executor(executor)
                .firstPause(Duration.ZERO)
                .order(Order.inOrder())
                .sink(sink);
    }

    private static Map<String, Verdict> verdicts(RunSummary summary) {
        Map<String, Verdict> verdicts = new HashMap<>();
        summary.tests().forEach(each -> verdicts.put(each.test().name(), each.verdict()));
        return verdicts;
    }

    /** A run killed while this test runs, having reported this. */
    private Remains killedWhile(
            String held, List<TestRun> tests, ScriptedExecutor executor, TestResult... reported)
            throws Exception {
        Path run = directory();
        Ledger sink = new Ledger(List.of());
        FakeSystems systems = systems();
        executor.holding(held, reported);
        Orchestrator orchestrator =
                pool(systems, 1, executor, sink)
                        .rerun(RerunPolicy.failedUpTo(2))
                        .directory(run)
                        .build();
        FutureTask<RunSummary> task = new FutureTask<>(() -> orchestrator.run(tests));
        Thread thread = new Thread(task, "test-runner");
        thread.start();
        executor.awaitHeld(held);
        Remains remains = Remains.of(run, directory(), sink, systems);
        executor.letGo(held);
        task.get();
        thread.join();
        return remains;
    }

    @Test
    void finishedTestsAreNotRunAgainAndTheOthersAre() throws Exception {
        List<TestRun> tests = tests("/a", "/b", "/c");
        Remains remains = killedWhile("/b", tests, new ScriptedExecutor());
        ScriptedExecutor executor = new ScriptedExecutor();
        FakeSystems systems = systems().standing(remains.systems());
        Ledger sink = new Ledger(remains.seen());

        RunSummary summary =
                pool(systems, 1, executor, sink).build().resume(remains.directory(), tests);

        assertThat(summary).hasToString("3 passed, 1 rerun");
        assertThat(executor.ran()).containsExactly("/b", "/c");
        assertThat(sink.resumed()).isTrue();
        assertThat(systems.standing()).isEmpty();
        assertThat(remains.directory().resolve("attempts")).doesNotExist();
    }

    @Test
    void agg15_anAttemptThatNobodyCanAttachToIsSupersededAndEatsNoBudget() throws Exception {
        List<TestRun> tests = tests("/a");
        Remains remains = killedWhile("/a", tests, new ScriptedExecutor());
        ScriptedExecutor executor =
                new ScriptedExecutor()
                        .then("/a", exit(1), exit(1), exit(1))
                        .then("/a", error(End.SYSTEM_LOST));
        Ledger sink = new Ledger(remains.seen());

        RunSummary summary =
                pool(systems().standing(remains.systems()), 1, executor, sink)
                        .rerun(RerunPolicy.failedUpTo(2))
                        .build()
                        .resume(remains.directory(), tests);

        assertThat(verdicts(summary)).containsEntry("/a", Verdict.FAILED);
        assertThat(executor.ran()).containsExactly("/a", "/a", "/a");
        assertThat(ends(sink.events()))
                .extracting(ended -> ended.standing())
                .containsExactly(
                        Standing.SUPERSEDED,
                        Standing.SUPERSEDED,
                        Standing.SUPERSEDED,
                        Standing.FINAL);
        assertThat(Remains.history(remains.directory()).attempts())
                .extracting(attempt -> attempt.next().orElseThrow())
                .containsExactly(Next.AGAIN, Next.RERUN, Next.RERUN, Next.NOTHING);
    }

    private static List<AttemptEnded> ends(List<SinkEvent> events) {
        return events.stream()
                .filter(AttemptEnded.class::isInstance)
                .map(AttemptEnded.class::cast)
                .toList();
    }

    @Test
    void sup07_aTestThatStillRunsIsAttachedToAndItsSystemGoesOn() throws Exception {
        List<TestRun> tests = tests("/long", "/after");
        Remains remains =
                killedWhile(
                        "/long",
                        tests,
                        new ScriptedExecutor(),
                        TestResult.of(Status.INFO),
                        TestResult.of(Status.WARN));
        FakeSystems systems = systems().standing(remains.systems());
        Ledger sink = new Ledger(remains.seen());
        List<RunEvent> told = Collections.synchronizedList(new ArrayList<>());
        ScriptedExecutor executor =
                new ScriptedExecutor()
                        .attaching(
                                "/long",
                                (attempt, listener) -> {
                                    listener.reported(TestResult.of(Status.PASS));
                                    return exit(0);
                                });

        RunSummary summary =
                pool(systems, 1, executor, sink)
                        .listener(told::add)
                        .build()
                        .resume(remains.directory(), tests);

        assertThat(summary).hasToString("2 passed");
        assertThat(executor.events())
                .containsSubsequence("attach fake-1001 /long", "run fake-1001 /after")
                .doesNotContain("start fake-1001");
        assertThat(systems.reserved()).isZero();
        assertThat(systems.standing()).isEmpty();
        assertThat(results(once(sink.events()), "/long"))
                .containsExactly(Status.INFO, Status.WARN, Status.PASS);
        assertThat(told)
                .hasAtLeastOneElementOfType(RunEvent.RunResumed.class)
                .hasAtLeastOneElementOfType(RunEvent.SystemAdopted.class)
                .hasAtLeastOneElementOfType(RunEvent.AttemptAttached.class);
        assertThat(ends(sink.events())).allMatch(ended -> ended.standing() == Standing.FINAL);
        numbersAreSound(remains.seen(), sink);
    }

    // AGG-15, ART-02
    @Test
    void anAttemptHasADirectoryAlsoIfTheProcessDiedBeforeItWasMade() throws Exception {
        List<TestRun> tests = tests("/long");
        Remains remains = killedWhile("/long", tests, new ScriptedExecutor());
        try (Stream<Path> attempts = Files.list(remains.directory().resolve("attempts"))) {
            for (Path attempt : attempts.toList()) {
                RunDirectory.delete(attempt);
            }
        }
        FakeSystems systems = systems().standing(remains.systems());
        ScriptedExecutor executor =
                new ScriptedExecutor()
                        .attaching(
                                "/long",
                                (attempt, listener) -> {
                                    assertThat(attempt.directory()).isEmptyDirectory();
                                    return exit(0);
                                });

        RunSummary summary =
                pool(systems, 1, executor, new Ledger(remains.seen()))
                        .build()
                        .resume(remains.directory(), tests);

        assertThat(summary).hasToString("1 passed");
    }

    private static List<Status> results(List<SinkEvent> events, String test) {
        return events.stream()
                .filter(ResultReported.class::isInstance)
                .map(ResultReported.class::cast)
                .filter(event -> event.attempt().test().name().equals(test))
                .map(event -> event.result().status().orElseThrow())
                .toList();
    }

    /** Without what was seen again. */
    private static List<SinkEvent> once(List<SinkEvent> events) {
        Set<Long> numbers = new HashSet<>();
        return events.stream().filter(event -> numbers.add(event.number())).toList();
    }

    /** AGG-15: no gaps; what a sink sees again has the same number and says the same. */
    private static void numbersAreSound(List<SinkEvent> before, Ledger sink) {
        Map<Long, String> byNumber = new HashMap<>();
        for (SinkEvent event : sink.events()) {
            String said = describe(event);
            assertThat(byNumber.getOrDefault(event.number(), said)).isEqualTo(said);
            byNumber.put(event.number(), said);
        }
        assertThat(byNumber.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, byNumber.size()).boxed().toList());
        assertThat(sink.news()).extracting(SinkEvent::number).isSorted().doesNotHaveDuplicates();
        assertThat(sink.events().subList(0, before.size())).isEqualTo(before);
    }

    private static String describe(SinkEvent event) {
        String what = event.getClass().getSimpleName() + " " + event.attempt().number();
        if (event instanceof ResultReported reported) {
            return what + " " + reported.result();
        }
        return event instanceof AttemptEnded ended
                ? what + " " + ended.standing() + " " + ended.outcome() + " " + ended.at()
                : what;
    }

    @Test
    void aRunThatHasEndedGivesTheSameSummaryAndDoesNothing() throws Exception {
        Path run = directory();
        List<TestRun> tests = tests("/a", "/b", "/c");
        ScriptedExecutor executor =
                new ScriptedExecutor()
                        .then("/b", exit(1), exit(0))
                        .then("/c", error(End.TIMED_OUT));
        RunSummary first =
                pool(systems(), 2, executor, new Ledger(List.of()))
                        .rerun(RerunPolicy.failedUpTo(1))
                        .directory(run)
                        .build()
                        .run(tests);
        FakeSystems systems = systems();
        Ledger sink = new Ledger(List.of());

        RunSummary second =
                pool(systems, 2, new ScriptedExecutor(), sink).build().resume(run, tests);

        assertThat(second).isEqualTo(first);
        assertThat(systems.events()).isEmpty();
        assertThat(sink.events()).isEmpty();
        assertThat(systems.closed()).isTrue();
    }

    @Test
    void orc08_aRunKilledAsItEndsByFailedSetupsEndsByThemOnceMore() throws Exception {
        Path run = directory();
        List<TestRun> tests = tests("/a", "/b");
        RunSummary first =
                pool(systems().failingFirst(2), 1, new ScriptedExecutor(), new Ledger(List.of()))
                        .maxFailedSetups(1)
                        .directory(run)
                        .build()
                        .run(tests);
        cutBehindLast("setup-failed", run.resolve(Journal.FILE_NAME));
        FakeSystems systems = systems();

        RunSummary second =
                pool(systems, 1, new ScriptedExecutor(), new Ledger(List.of()))
                        .maxFailedSetups(1)
                        .build()
                        .resume(run, tests);

        assertThat(second.tests()).isEqualTo(first.tests());
        assertThat(second.failure().orElseThrow())
                .isInstanceOf(SetupLimitException.class)
                .hasMessage(first.failure().orElseThrow().getMessage());
        assertThat(systems.reserved()).isZero();
    }

    /** As a kill at that moment leaves it. */
    private static void cutBehindLast(String kind, Path journal) throws IOException {
        List<String> lines = Files.readAllLines(journal);
        int end = lines.size();
        while (!lines.get(end - 1).contains(kind)) {
            end--;
        }
        Files.write(journal, lines.subList(0, end));
    }

    @Test
    void otherTestsOtherFactoriesAndNoJournalAreRefused() throws Exception {
        List<TestRun> tests = tests("/a", "/b");
        Remains remains = killedWhile("/b", tests, new ScriptedExecutor());
        FakeSystems systems = systems();

        assertThatThrownBy(
                        () ->
                                pool(systems, 1, new ScriptedExecutor(), new Ledger(List.of()))
                                        .build()
                                        .resume(remains.directory(), tests("/a", "/c")))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("test 2 was /b, now it is /c");
        assertThatThrownBy(
                        () ->
                                pool(systems, 1, new ScriptedExecutor(), new Ledger(List.of()))
                                        .build()
                                        .resume(remains.directory(), tests("/a", "/b", "/c")))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("it had 2, now there are 3");
        assertThatThrownBy(
                        () ->
                                pool(systems, 1, new ScriptedExecutor(), new Ledger(List.of()))
                                        .provisioner(systems)
                                        .build()
                                        .resume(remains.directory(), tests))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("1 factories");
        assertThatThrownBy(
                        () ->
                                pool(systems, 1, new ScriptedExecutor(), new Ledger(List.of()))
                                        .build()
                                        .resume(scratch, tests))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("no journal");
        assertThat(systems.events()).isEmpty();
    }

    @Test
    void orc20_aDirectoryOfARunServesNoOther() throws Exception {
        Path run = directory();
        List<TestRun> tests = tests("/a");
        pool(systems(), 1, new ScriptedExecutor(), new Ledger(List.of()))
                .directory(run)
                .build()
                .run(tests);

        assertThatThrownBy(
                        () ->
                                pool(systems(), 1, new ScriptedExecutor(), new Ledger(List.of()))
                                        .directory(run)
                                        .build()
                                        .run(tests))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("holds an earlier run");
    }

    /** Some tests report a lot, fail at first, lose their system. */
    private static TestOutcome behave(Attempt attempt, AttemptListener listener) {
        int test = Integer.parseInt(attempt.test().name().substring(2));
        listener.started();
        for (int i = 0; i < test % 4; i++) {
            listener.reported(TestResult.of(new Status("result" + i)));
        }
        listener.reported(TestResult.of(Status.PASS));
        if (attempt.tryNumber() == 1 && test % 5 == 0) {
            return exit(1);
        }
        return attempt.tryNumber() == 1 && test % 7 == 0 ? error(End.SYSTEM_LOST) : exit(0);
    }

    /** A run or its continuation, killed at the given event. */
    private Remains killedAt(int event, Remains before, List<TestRun> tests, Random random)
            throws Exception {
        Path run = before == null ? directory() : before.directory();
        FakeSystems systems = systems();
        Ledger sink = new Ledger(before == null ? List.of() : before.seen());
        List<Remains> taken = new ArrayList<>();
        int[] count = new int[1];
        Orchestrator orchestrator =
                pool(systems, 3, new ScriptedExecutor().otherwise(ResumeTest::behave), sink)
                        .rerun(RerunPolicy.failedUpTo(1))
                        .directory(run)
                        .listener(
                                any -> {
                                    if (++count[0] == event
                                            || any instanceof RunEvent.RunFinished) {
                                        if (taken.isEmpty()) {
                                            taken.add(Remains.of(run, directory(), sink, systems));
                                        }
                                    }
                                })
                        .build();
        if (before == null) {
            orchestrator.run(tests);
        } else {
            systems.standing(before.systems());
            orchestrator.resume(run, tests);
        }
        if (random.nextBoolean()) {
            Files.writeString(
                    taken.get(0).directory().resolve(Journal.FILE_NAME),
                    "{\"n\":1,\"at",
                    StandardOpenOption.APPEND);
        }
        return taken.get(0);
    }

    @Test
    void aRunKilledAtAnyMomentAndAgainLosesNothing() throws Exception {
        List<TestRun> tests =
                IntStream.range(0, 24)
                        .mapToObj(i -> TestRun.named("/t" + i, "true").build())
                        .toList();
        Random random = new Random(20261125);
        for (int round = 0; round < 40; round++) {
            Remains remains = null;
            Set<String> concluded = new HashSet<>();
            for (int kills = 1 + random.nextInt(3); kills > 0; kills--) {
                remains = killedAt(1 + random.nextInt(150), remains, tests, random);
                concluded = concluded(remains.history());
            }

            finish(remains, tests, concluded, random.nextBoolean());
        }
    }

    private static Set<String> concluded(RunHistory history) {
        Set<String> names = new HashSet<>();
        for (TestHistory test : history.tests()) {
            if (test.verdict().isPresent()) {
                names.add(test.name());
            }
        }
        return names;
    }

    private void finish(
            Remains remains, List<TestRun> tests, Set<String> concluded, boolean remembers)
            throws Exception {
        ScriptedExecutor executor = new ScriptedExecutor().otherwise(ResumeTest::behave);
        FakeSystems systems = systems().standing(remains.systems());
        Ledger ledger = new Ledger(remains.seen());
        ResultSink sink = remembers ? remembering(ledger) : ledger;

        RunSummary summary =
                pool(systems, 3, executor, sink)
                        .rerun(RerunPolicy.failedUpTo(1))
                        .build()
                        .resume(remains.directory(), tests);

        assertThat(summary.tests()).hasSize(tests.size());
        assertThat(summary.passed()).as("%s %s", summary, summary.tests()).isTrue();
        assertThat(executor.ran()).filteredOn(concluded::contains).isEmpty();
        assertThat(systems.standing()).isEmpty();
        numbersAreSound(remains.seen(), ledger);
        List<SinkEvent> once = once(ledger.events());
        if (remembers) {
            assertThat(ledger.news())
                    .extracting(SinkEvent::number)
                    .doesNotContainAnyElementsOf(numbersOf(remains.seen()));
        }
        assertThat(ends(once))
                .filteredOn(ended -> ended.standing() == Standing.FINAL)
                .extracting(ended -> ended.attempt().test().name())
                .hasSize(tests.size())
                .doesNotHaveDuplicates();
        for (AttemptHistory attempt : Remains.history(remains.directory()).attempts()) {
            long told =
                    once.stream()
                            .filter(event -> event.attempt().number() == attempt.number())
                            .count();
            assertThat(told).isEqualTo(attempt.results().orElseThrow() + 2);
        }
        assertThat(remains.directory().resolve("attempts")).doesNotExist();
    }

    private static List<Long> numbersOf(List<SinkEvent> events) {
        List<Long> numbers = new ArrayList<>(List.of(0L));
        events.forEach(event -> numbers.add(event.number()));
        return numbers;
    }

    private static ResultSink remembering(Ledger ledger) {
        return new ResultSink() {
            @Override
            public void accept(SinkEvent event) {
                ledger.accept(event);
            }

            @Override
            public OptionalLong lastSeen() {
                return OptionalLong.of(
                        ledger.events().stream().mapToLong(SinkEvent::number).max().orElse(0));
            }
        };
    }

    // AGG-15
    @Test
    void aSinkThatIsAheadOfTheJournalIsRefusedForItWouldSkipWhatIsNew() throws Exception {
        List<TestRun> tests = tests("/a", "/b");
        Remains remains = killedWhile("/b", tests, new ScriptedExecutor());
        boolean[] closed = new boolean[1];
        ResultSink ofAnotherRun =
                new ResultSink() {
                    @Override
                    public void accept(SinkEvent event) {}

                    @Override
                    public OptionalLong lastSeen() {
                        return OptionalLong.of(1000);
                    }

                    @Override
                    public void close() {
                        closed[0] = true;
                    }
                };

        assertThatThrownBy(
                        () ->
                                pool(systems(), 1, new ScriptedExecutor(), ofAnotherRun)
                                        .build()
                                        .resume(remains.directory(), tests))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("up to event 1000");
        assertThat(closed[0]).isTrue();

        FakeSystems systems = systems().standing(remains.systems());
        RunSummary summary =
                pool(systems, 1, new ScriptedExecutor(), new Ledger(remains.seen()))
                        .build()
                        .resume(remains.directory(), tests);
        assertThat(summary.passed()).isTrue();
    }

    // ORC-18
    @Test
    void aRunThatHasEndedGivesItsSummaryAlsoIfAFactoryDoesNotClose() throws Exception {
        Path run = directory();
        List<TestRun> tests = tests("/a");
        pool(systems(), 1, new ScriptedExecutor(), new Ledger(List.of()))
                .provisioner(systems())
                .directory(run)
                .build()
                .run(tests);
        FakeSystems second = systems();
        ProvisionerFactory broken =
                new ProvisionerFactory() {
                    @Override
                    public Provisioner create() {
                        throw new IllegalStateException("nothing is to run");
                    }

                    @Override
                    public void close() {
                        throw new IllegalStateException("the cloud hangs up");
                    }
                };

        RunSummary summary =
                Orchestrator.builder()
                        .provisioner(broken)
                        .provisioner(second)
                        .executor(new ScriptedExecutor())
                        .build()
                        .resume(run, tests);

        assertThat(summary.passed()).isTrue();
        assertThat(summary.problems()).singleElement().asString().contains("the cloud hangs up");
        assertThat(second.closed()).isTrue();
    }
}

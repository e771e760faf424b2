package org.atex.executor.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.atex.core.orchestrate.Orchestrator;
import org.atex.core.orchestrate.RunEvent;
import org.atex.core.orchestrate.RunListener;
import org.atex.core.orchestrate.RunSummary;
import org.atex.core.orchestrate.TestVerdict;
import org.atex.core.result.Verdict;
import org.atex.core.test.TestRun;
import org.atex.core.time.Deadline;
import org.atex.executor.SshTestExecutor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Very many tests over a pool of systems with random faults: each test ends as it should, and
 * threads, descriptors, heap and temporary files do not grow.
 *
 * <p>How many is said by the system properties {@code atex.soak.tests} and {@code
 * atex.soak.systems}.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
@Tag("slow")
class SoakTest {

    private static final int TESTS = Integer.getInteger("atex.soak.tests", 300);
    private static final int SYSTEMS = Integer.getInteger("atex.soak.systems", 20);

    /** A part of the run after which everything that is made once has been made. */
    private static final int WARM_UP = 100;

    /** One fault for this many attempts. */
    private static final int CUT_EACH = 7;

    private static final int LOSE_EACH = 60;

    /** A kind of test, and how it has to end whatever happens around it. */
    private enum Kind {
        PASSES("true", Verdict.PASSED),
        FAILS("echo no; exit 3", Verdict.FAILED),
        REPORTS(
                """
                for i in 1 2 3 4 5 6 7 8 9 10; do
                    json='{"name": "sub/'$i'", "status": "pass", "files": [{"name": "f", "length": 2}]}'
                    printf 'result %d\\n%sab' ${#json} "$json" >&$ATEX_TEST_CONTROL
                done
                """,
                Verdict.PASSED),
        TAKES_A_MOMENT("sleep 0.3; echo done", Verdict.PASSED),
        PRINTS_MUCH("head -c 400000 /dev/zero | tr '\\0' '\\n'", Verdict.PASSED),
        TAKES_TOO_LONG("trap '' HUP TERM; sleep 1000", Verdict.TIMED_OUT),
        TALKS_NONSENSE("echo rubbish >&$ATEX_TEST_CONTROL; sleep 1000", Verdict.FAILED),
        LEAVES_A_DAEMON("setsid sleep 3 >/dev/null 2>&1 & exec true", Verdict.PASSED),
        KILLS_ITSELF("kill -KILL $$", Verdict.FAILED);

        private final String script;
        private final Verdict verdict;

        Kind(String script, Verdict verdict) {
            this.script = script;
            this.verdict = verdict;
        }

        TestRun test(int number) {
            return TestRun.named("/%s/%d".formatted(name(), number), script)
                    .timeLimit(Duration.ofSeconds(this == TAKES_TOO_LONG ? 1 : 120))
                    .build();
        }

        static Kind of(TestRun test) {
            return valueOf(test.name().split("/")[1]);
        }
    }

    private final List<CabledSystem> systems = new CopyOnWriteArrayList<>();
    private final Random random = new Random(7);

    @Test
    void everyTestEndsAsItShouldAndNothingGrows() throws Exception {
        runTests(WARM_UP);
        Usage before = Usage.now();
        Map<String, Long> openBefore = openFiles();

        RunSummary summary = runTests(TESTS);

        assertThat(summary.failure()).isEmpty();
        assertThat(summary.tests())
                .filteredOn(verdict -> verdict.verdict() != Kind.of(verdict.test()).verdict)
                .extracting(TestVerdict::toString)
                .isEmpty();
        Usage after = Usage.now();
        assertThat(after.threads).isLessThanOrEqualTo(before.threads + 5);
        assertThat(after.descriptors)
                .as("before %s, after %s", openBefore, openFiles())
                .isLessThanOrEqualTo(before.descriptors + 10);
        assertThat(after.heap).isLessThan(before.heap + (16 << 20));
        awaitGone(after.temporary, before.temporary);
    }

    /** What other processes have made meanwhile goes when they are done with it, ours is gone. */
    private static void awaitGone(Set<Path> now, Set<Path> before) throws InterruptedException {
        Set<Path> left = new TreeSet<>(now);
        left.removeAll(before);
        Deadline patience = Deadline.after(Duration.ofMinutes(5));
        left.removeIf(Files::notExists);
        while (!left.isEmpty() && !patience.expired()) {
            Thread.sleep(100);
            left.removeIf(Files::notExists);
        }
        assertThat(left).isEmpty();
    }

    private RunSummary runTests(int count) throws IOException, InterruptedException {
        Kind[] kinds = Kind.values();
        List<TestRun> tests =
                IntStream.range(0, count).mapToObj(i -> kinds[i % kinds.length].test(i)).toList();
        return Orchestrator.builder()
                .provisioner(() -> new CabledSystem(systems), SYSTEMS)
                .executor(SshTestExecutor.factory())
                .maxInfraReruns(20)
                .maxFailedSetups(count)
                .listener(new Trouble())
                .build()
                .run(tests);
    }

    /** Cuts a cable or takes a system away, now and then. */
    private final class Trouble implements RunListener {
        private long attempts;

        @Override
        public void on(RunEvent event) {
            if (!(event instanceof RunEvent.TestStarted)) {
                return;
            }
            attempts++;
            if (attempts % LOSE_EACH == 0) {
                anyone(CabledSystem::lose);
            } else if (attempts % CUT_EACH == 0) {
                anyone(CabledSystem::cut);
            }
        }

        /** On a thread of its own: listeners are to be quick. */
        private void anyone(java.util.function.Consumer<CabledSystem> trouble) {
            List<CabledSystem> standing =
                    systems.stream().filter(each -> each.reservedSystem().isPresent()).toList();
            CabledSystem one = standing.get(random.nextInt(standing.size()));
            new Thread(() -> trouble.accept(one), "trouble").start();
        }
    }

    /** How many descriptors of each kind are open: for whoever looks for the one too many. */
    private static Map<String, Long> openFiles() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .map(SoakTest::kindOf)
                    .collect(
                            Collectors.groupingBy(
                                    kind -> kind, TreeMap::new, Collectors.counting()));
        }
    }

    private static String kindOf(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().replaceAll("\\d+", "N");
        } catch (IOException e) {
            return "closed";
        }
    }

    /** What this process holds. */
    private record Usage(long threads, long descriptors, long heap, Set<Path> temporary) {

        static Usage now() throws IOException {
            Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("trouble"))
                    .forEach(Usage::join);
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            return new Usage(
                    Thread.activeCount(),
                    entries("/proc/self/fd", "").size(),
                    runtime.totalMemory() - runtime.freeMemory(),
                    entries(System.getProperty("java.io.tmpdir"), "atex-"));
        }

        private static void join(Thread thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private static Set<Path> entries(String directory, String prefix) throws IOException {
            try (Stream<Path> entries = Files.list(Path.of(directory))) {
                return entries.filter(each -> each.getFileName().toString().startsWith(prefix))
                        .collect(Collectors.toSet());
            }
        }
    }
}

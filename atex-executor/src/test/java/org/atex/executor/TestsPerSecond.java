package org.atex.executor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.atex.core.execute.TestExecutor;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.atex.core.time.Deadline;

/** How many trivial tests a second one system takes over OpenSSH. A program, not a test. */
public final class TestsPerSecond {

    private static final Path TEMP = Path.of("target", "tests-per-second-" + System.nanoTime());

    private TestsPerSecond() {}

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
        Files.createDirectories(TEMP);
        OpenSshServer server = new OpenSshServer();
        try {
            SshSystem system = server.reserve(Deadline.after(Duration.ofMinutes(1)));
            try (TestExecutor executor = SshTestExecutor.factory().open(system, () -> true)) {
                long begin = System.nanoTime();
                executor.start(SystemSetup.none(), Deadline.never());
                System.out.printf("start %.0f ms%n", (System.nanoTime() - begin) / 1e6);
                for (int round = 0; round < rounds; round++) {
                    measure(executor, 200);
                }
                latency(executor);
                begin = System.nanoTime();
                executor.stop(Deadline.never());
                System.out.printf("stop %.0f ms%n", (System.nanoTime() - begin) / 1e6);
            }
        } finally {
            server.release();
        }
    }

    private static void measure(TestExecutor executor, int tests) throws Exception {
        Path directory = Files.createDirectory(TEMP.resolve("speed-" + System.nanoTime()));
        TestRun test = TestRun.named("/true", "true").build();
        long begin = System.nanoTime();
        long used = ours();
        for (int i = 0; i < tests; i++) {
            Path artifacts = Files.createDirectory(directory.resolve(Integer.toString(i)));
            executor.run(new Attempt(i, test, 1, "s", Platform.any(), artifacts), result -> {});
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(
                "%d tests: %.1f a second, %.1f ms of CPU in this process for each%n",
                tests, tests / seconds, (ours() - used) / 1e6 / tests);
    }

    private static long ours() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    }

    /** From the write of a test to the call of the listener, on one clock. */
    private static void latency(TestExecutor executor) throws Exception {
        String script =
                """
                python3 - <<'EOF'
                import os, time
                for i in range(300):
                    json = ('{"name": "%d"}' % time.time_ns()).encode()
                    os.write(int(os.environ["ATEX_TEST_CONTROL"]), b"result %d\\n" % len(json) + json)
                    time.sleep(0.005)
                EOF
                """;
        TestRun test = TestRun.named("/latency", script).build();
        Path artifacts = Files.createDirectory(TEMP.resolve("latency"));
        List<Double> millis = new ArrayList<>();
        executor.run(
                new Attempt(1, test, 1, "s", Platform.any(), artifacts),
                result -> {
                    Instant now = Instant.now();
                    double nanos = now.getEpochSecond() * 1e9 + now.getNano();
                    result.name()
                            .ifPresent(sent -> millis.add((nanos - Long.parseLong(sent)) / 1e6));
                });
        Collections.sort(millis);
        System.out.printf(
                "%d results: median %.2f ms, p99 %.2f ms from write to listener%n",
                millis.size(), millis.get(millis.size() / 2), millis.get(millis.size() * 99 / 100));
    }
}

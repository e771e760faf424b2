package org.atex.executor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.atex.core.execute.TestExecutor;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.atex.core.time.Deadline;

/** How many trivial tests a second one system takes over OpenSSH. A program, not a test. */
public final class TestsPerSecond {

    private TestsPerSecond() {}

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
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
                begin = System.nanoTime();
                executor.stop(Deadline.never());
                System.out.printf("stop %.0f ms%n", (System.nanoTime() - begin) / 1e6);
            }
        } finally {
            server.release();
        }
    }

    private static void measure(TestExecutor executor, int tests) throws Exception {
        Path directory = Files.createTempDirectory("atex-speed-");
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
}

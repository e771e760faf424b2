package org.atex.benchmarks.executor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.atex.core.execute.AttemptListener;
import org.atex.core.execute.TestExecutor;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestResult;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.atex.core.time.Deadline;
import org.atex.executor.SshTestExecutor;

/**
 * Runs one test several times on one system, and prints for each time {@code seconds cpu-seconds
 * results}: from the start of the test until all that it sent is stored, and the CPU time of this
 * process for it. The first times warm up the JVM.
 */
public final class OneTest {

    private OneTest() {}

    /**
     * Measures.
     *
     * @param args the system as {@link Target} reads it, the tests tree, where artifacts go, the
     *     number of times, and the shell code of the test
     */
    public static void main(String... args) throws IOException, InterruptedException {
        SshSystem system = Target.of(List.of(args));
        Path artifacts = Path.of(args[4]);
        TestRun test =
                TestRun.named("/measured", args[6]).timeLimit(Duration.ofMinutes(10)).build();
        try (TestExecutor executor = SshTestExecutor.factory().open(system, () -> true)) {
            executor.start(SystemSetup.ofTree(Path.of(args[3])), Deadline.never());
            for (int i = 1; i <= Integer.parseInt(args[5]); i++) {
                Path directory = Files.createDirectory(artifacts.resolve(Integer.toString(i)));
                measure(executor, new Attempt(i, test, i, "system", Platform.any(), directory));
                remove(directory);
            }
            executor.stop(Deadline.never());
        }
    }

    private static void measure(TestExecutor executor, Attempt attempt) throws IOException {
        Counting counting = new Counting();
        double cpu = Target.cpuSeconds();
        TestOutcome outcome = executor.run(attempt, counting);
        double end = Target.seconds();
        if (!outcome.exitedWith(0)) {
            throw new IllegalStateException(attempt + ": " + outcome);
        }
        System.out.printf(
                "%.4f %.4f %d%n",
                end - counting.started, Target.cpuSeconds() - cpu, counting.results);
    }

    /**
     * So that the next time finds as much memory in use: pages that were never touched are slow.
     */
    private static void remove(Path directory) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(directory)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }

    private static final class Counting implements AttemptListener {
        private double started;
        private long results;

        @Override
        public void started() {
            started = Target.seconds();
        }

        @Override
        public void reported(TestResult result) {
            results++;
        }
    }
}

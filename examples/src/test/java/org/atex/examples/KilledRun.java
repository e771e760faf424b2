package org.atex.examples;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.atex.core.orchestrate.Orchestrator;
import org.atex.core.orchestrate.RerunPolicy;
import org.atex.core.orchestrate.RunSummary;
import org.atex.core.test.TestRun;
import org.atex.executor.SshTestExecutor;
import org.atex.provision.local.LocalProvisioner;
import org.atex.report.jsonl.JsonLinesSink;

/** The program of {@link KillTest}: a run, or its resumption, that says each event in a line. */
final class KilledRun {

    private static final int TESTS = 24;

    private static final String REPORTS =
            """
            for i in 1 2 3 4 5 6 7 8 9 10; do
                json='{"name": "part/'$i'", "status": "pass", "files": [{"name": "file", "length": 5}]}'
                printf 'result %d\\n%s12345' ${#json} "$json" >&$ATEX_TEST_CONTROL
                sleep 0.1
            done
            echo done
            """;

    private KilledRun() {}

    public static void main(String... args) throws Exception {
        Path directory = Path.of(args[0]);
        PrintStream out = System.out;
        Orchestrator orchestrator =
                Orchestrator.builder()
                        .provisioner(LocalProvisioner.factory(), 3)
                        .executor(SshTestExecutor.factory())
                        .sink(JsonLinesSink.to(Path.of(args[1])))
                        .rerun(RerunPolicy.failedUpTo(1))
                        .directory(directory)
                        .listener(event -> out.println(event.getClass().getSimpleName()))
                        .build();
        boolean begun = Files.exists(directory.resolve("journal.jsonl"));
        RunSummary summary =
                begun ? orchestrator.resume(directory, tests()) : orchestrator.run(tests());
        summary.failure().ifPresent(Throwable::printStackTrace);
        out.println("summary " + summary);
    }

    /** Some report for a while, some fail each time, the others just pass. */
    static List<TestRun> tests() {
        List<TestRun> tests = new ArrayList<>();
        for (int i = 0; i < TESTS; i++) {
            String script = i % 3 == 0 ? REPORTS : i % 3 == 1 ? "echo no; exit 1" : "sleep 0.3";
            tests.add(TestRun.named("/kill/" + i, script).timeLimit(Duration.ofMinutes(5)).build());
        }
        return tests;
    }
}

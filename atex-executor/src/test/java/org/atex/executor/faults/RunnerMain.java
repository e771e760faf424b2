package org.atex.executor.faults;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.atex.core.execute.AttemptListener;
import org.atex.core.execute.TestExecutor;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestResult;
import org.atex.core.system.HostKeys;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.atex.core.time.Deadline;
import org.atex.executor.SshTestExecutor;

/** The program of {@link RunnerProcess}. */
final class RunnerMain {

    private RunnerMain() {}

    public static void main(String... args) throws Exception {
        SshSystem system =
                SshSystem.at("127.0.0.1")
                        .withPort(Integer.parseInt(args[1]))
                        .withKey(Path.of(args[2]))
                        .withHostKeys(HostKeys.pinned(Files.readString(Path.of(args[3]))));
        TestRun test =
                TestRun.named("/cable", Files.readString(Path.of(args[4])))
                        .timeLimit(Duration.ofMinutes(20))
                        .build();
        Attempt attempt = new Attempt(1, test, 1, "system", Platform.any(), Path.of(args[5]));
        PrintStream out = System.out;
        try (TestExecutor executor =
                SshTestExecutor.builder()
                        .keepAlive(Duration.ofSeconds(1), 3)
                        .connectTimeout(Duration.ofSeconds(3))
                        .factory()
                        .open(system, () -> true)) {
            if (args[0].equals("run")) {
                executor.start(SystemSetup.none(), Deadline.never());
                out.println("outcome " + ending(executor.run(attempt, printing(out))));
            } else {
                out.println("outcome " + ending(executor.attach(attempt, printing(out))));
            }
            out.flush();
            executor.stop(Deadline.after(Duration.ofSeconds(30)));
        }
    }

    private static String ending(TestOutcome outcome) {
        return outcome.end() + " " + outcome.exitCode();
    }

    private static AttemptListener printing(PrintStream out) {
        return new AttemptListener() {
            @Override
            public void reported(TestResult result) {
                result.name()
                        .filter(name -> name.startsWith("n/"))
                        .ifPresent(name -> out.println("result " + name.substring(2)));
            }
        };
    }
}

package org.atex.executor.faults;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.atex.core.execute.TestExecutor;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestOutcome.End;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.TestRun;
import org.atex.core.time.Deadline;
import org.atex.executor.OpenSshServer;
import org.atex.executor.SshTestExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A runner is killed, and another one comes to what it has left (SUP-07). */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class AttachTest {

    private static final String WORDS =
            """
            report() { printf 'result %%d\\n%%s' ${#1} "$1" >&$ATEX_TEST_CONTROL; }
            await() { until [ -e %1$s/$1 ]; do sleep 0.05; done; }
            echo $$ >%1$s/pid
            """;

    @TempDir Path temp;

    private OpenSshServer server;
    private SshSystem system;
    private Path directory;
    private RunnerProcess runner;

    @BeforeEach
    void start() throws Exception {
        server = new OpenSshServer();
        system = server.reserve(Deadline.after(ofMinutes(1)));
        directory = Files.createDirectory(temp.resolve("attempt"));
    }

    @AfterEach
    void stop() throws Exception {
        if (runner != null) {
            runner.close();
        }
        server.release();
    }

    private RunnerProcess runner(String mode) throws IOException {
        runner =
                new RunnerProcess(
                        mode,
                        system.port(),
                        server.key(),
                        server.directory().resolve("host_ed25519.pub"),
                        temp.resolve("script"),
                        directory,
                        Path.of("target", "attach.log"));
        return runner;
    }

    /** Runs a test until it has reported {@code n/0}, and kills its runner. */
    private void runAndKill(String script) throws Exception {
        Files.writeString(temp.resolve("script"), WORDS.formatted(temp) + script);
        assertThat(runner("run").awaitResult(0)).isTrue();
        runner.kill();
    }

    private String attach() throws Exception {
        return runner("attach").awaitOutcome(ofSeconds(60));
    }

    private List<String> results() throws IOException {
        return Files.readAllLines(directory.resolve("results"));
    }

    private boolean testLives() throws IOException {
        long pid = Long.parseLong(Files.readString(temp.resolve("pid")).strip());
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    @Test
    void testThatEndedMeanwhileIsHeardOfCompletely() throws Exception {
        runAndKill(
                """
                report '{"name": "n/0"}'
                await go
                echo last words
                report '{"name": "n/1"}'
                exit 5
                """);
        assertThat(Files.getPosixFilePermissions(directory.resolve("attach")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        Files.createFile(temp.resolve("go"));
        awaitEnd();

        assertThat(attach()).isEqualTo("EXITED OptionalInt[5]");

        assertThat(runner.highest()).isEqualTo(1);
        assertThat(results()).hasSize(3);
        assertThat(directory.resolve("files/output.txt")).hasContent("last words\n");
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("results", "files");
    }

    private void awaitEnd() throws IOException {
        long pid = Long.parseLong(Files.readString(temp.resolve("pid")).strip());
        ProcessHandle.of(pid).ifPresent(test -> test.onExit().join());
    }

    @Test
    void testWhoseSupervisorIsGoneIsLost() throws Exception { // SUP-12
        runAndKill(
                """
                trap '' HUP
                report '{"name": "n/0"}'
                await go
                kill -KILL $(cut -d' ' -f1 "$(dirname "$TMT_TREE")/supervisor.lock")
                touch %s/killed
                sleep 100
                """
                        .formatted(temp));
        Files.createFile(temp.resolve("go"));

        assertThat(attach()).isEqualTo("SYSTEM_LOST OptionalInt.empty");

        assertThat(results()).hasSize(2);
        assertThat(results().get(1)).contains("unexpectedly exited with 255");
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("results", "files");
        assertThat(testLives()).isFalse();
    }

    @Test
    void testWhoseTimeIsOverMeanwhileTimesOut() throws Exception { // DUR-06, DUR-08
        runAndKill(
                """
                trap '' HUP
                echo 'duration 1' >&$ATEX_TEST_CONTROL
                report '{"name": "n/0"}'
                sleep 100
                """);

        assertThat(attach()).isEqualTo("TIMED_OUT OptionalInt.empty");

        assertThat(results().get(1)).contains("test duration timeout reached");
        assertThat(testLives()).isFalse();
    }

    @Test
    void testIsStartedAgainWhoseRunnerDiedWhileItWaitedForAReboot() throws Exception { // REC-07
        runAndKill(
                """
                echo "start $REBOOTCOUNT"
                if [ $REBOOTCOUNT = 1 ]; then exit 4; fi
                trap '' PIPE
                report '{"name": "n/0"}'
                echo disconnect >&$ATEX_TEST_CONTROL
                while echo noop >&$ATEX_TEST_CONTROL; do sleep 0.02; done 2>/dev/null
                await go
                echo "words before the reboot"
                """);
        Files.createFile(temp.resolve("go"));

        assertThat(attach()).isEqualTo("EXITED OptionalInt[4]");

        assertThat(directory.resolve("files/output.txt"))
                .hasContent("start 0\nwords before the reboot\nstart 1\n"); // REC-04
    }

    @Test
    void executorIsAsAfterARunThen() throws Exception { // CAN-02, CAN-03
        runAndKill(
                """
                report '{"name": "n/0"}'
                sleep 100
                """);
        TestRun test = TestRun.named("/test", "unused").build();
        Attempt attempt = new Attempt(1, test, 1, "sshd", Platform.any(), directory);
        attempt.cancel();
        Path next = Files.createDirectory(temp.resolve("next"));
        TestRun another = TestRun.named("/next", "echo $TMT_TREE").build();

        try (TestExecutor executor = SshTestExecutor.factory().open(system, server::isAlive)) {
            assertThat(executor.attach(attempt, result -> {}).end()).isEqualTo(End.CANCELLED);
            assertThat(testLives()).isFalse();

            TestOutcome outcome =
                    executor.run(
                            new Attempt(2, another, 1, "sshd", Platform.any(), next), result -> {});
            assertThat(outcome.passed()).isTrue();

            executor.stop(Deadline.after(ofSeconds(30)));
            Path tree = Path.of(Files.readString(next.resolve("files/output.txt")).strip());
            assertThat(tree.getParent()).doesNotExist();
        }
    }
}

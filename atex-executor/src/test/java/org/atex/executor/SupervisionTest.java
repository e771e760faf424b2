package org.atex.executor;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.atex.core.execute.AttemptListener;
import org.atex.core.execute.TestExecutor;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestOutcome.End;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.atex.core.time.Deadline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests whose connection, supervisor or runner fails them. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class SupervisionTest {

    private static final String WORDS =
            """
            report() { printf 'result %d\\n%s' ${#1} "$1" >&$ATEX_TEST_CONTROL; }
            disconnect() {
                trap '' PIPE
                echo disconnect >&$ATEX_TEST_CONTROL
                while echo noop >&$ATEX_TEST_CONTROL; do sleep 0.02; done 2>/dev/null
            }
            supervisor() { ps -o ppid= $PPID; }
            """;

    @TempDir Path temp;

    private final ExecutorService threads = Executors.newSingleThreadExecutor();
    private OpenSshServer server;
    private TestExecutor executor;
    private int attempts;

    @BeforeEach
    void start() throws InterruptedException {
        server = new OpenSshServer();
        executor =
                SshTestExecutor.builder()
                        .settleTime(ofMillis(300))
                        .factory()
                        .open(server.reserve(Deadline.after(ofMinutes(1))), server::isAlive);
        executor.start(SystemSetup.none(), Deadline.never());
    }

    @AfterEach
    void release() {
        threads.shutdownNow();
        if (executor != null) {
            executor.close();
        }
        if (server != null) {
            server.release();
        }
    }

    private Attempt attempt(TestRun.Builder test) throws IOException {
        Path directory = Files.createDirectory(temp.resolve("attempt-" + attempts));
        return new Attempt(attempts++, test.build(), 1, "sshd", Platform.any(), directory);
    }

    private TestRun.Builder test(String script) {
        return TestRun.named("/test", WORDS + "cd " + temp + "\n" + script);
    }

    private TestOutcome run(String script, AttemptListener listener) throws IOException {
        return executor.run(attempt(test(script)), listener);
    }

    private TestOutcome run(String script) throws IOException {
        return run(script, result -> {});
    }

    private String stored(String file) throws IOException {
        return Files.readString(temp.resolve("attempt-%d/%s".formatted(attempts - 1, file)));
    }

    private static void kill(String signal, long process) {
        try {
            new ProcessBuilder("kill", signal, Long.toString(process)).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    // SUP-06
    @Test
    void nothingIsLostOrDoubledHoweverOftenConnectionsAreCut() throws Exception {
        String script =
                """
                for i in $(seq 400); do
                    echo line $i
                    report "{\\"name\\": \\"$i\\"}"
                    if [ $((i % 100)) = 7 ]; then until [ -e cut-$i ]; do sleep 0.02; done; fi
                done
                """;

        TestOutcome outcome =
                run(
                        script,
                        result -> {
                            String name = result.name().orElse("");
                            if (name.matches("\\d*07|7")) {
                                server.cutConnections();
                                create(temp.resolve("cut-" + name));
                            }
                        });

        assertThat(outcome.passed()).as(outcome.toString()).isTrue();
        assertThat(stored("files/output.txt")).isEqualTo(numbered("line %d\n"));
        assertThat(stored("results"))
                .isEqualTo(
                        numbered("{\"name\": \"%d\"}\n")
                                + "{\"status\": \"pass\", \"files\": [\"output.txt\"]}\n");
    }

    private static void create(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String numbered(String format) {
        return IntStream.rangeClosed(1, 400)
                .mapToObj(format::formatted)
                .collect(Collectors.joining());
    }

    // SUP-12, ERR-03, WRP-08
    @Test
    void supervisorThatDiesTakesItsTestWithItAndNoOther() throws Exception {
        TestOutcome outcome = run("report '{}'; echo $$ >pid; kill -KILL $(supervisor); sleep 100");

        assertThat(outcome.end()).isEqualTo(End.SYSTEM_LOST);
        assertThat(outcome.toString())
                .isEqualTo(
                        "test wrapper unexpectedly exited with 255 and disconnect was not sent via"
                                + " test control");
        assertThat(stored("results")).isEqualTo("{}\n");
        assertThat(Processes.runs(temp.resolve("pid"))).isFalse();
        assertThat(run("exit 5").exitedWith(5)).isTrue();
    }

    // SUP-09, CAN-01, WRP-08
    @Test
    void supervisorThatDoesNotAnswerIsKilledTogetherWithItsTest() throws Exception {
        Attempt attempt =
                attempt(test("echo $$ >pid; supervisor >supervisor; report '{}'; sleep 100"));

        TestOutcome outcome =
                executor.run(
                        attempt,
                        result -> {
                            kill("-STOP", Long.parseLong(read("supervisor").strip()));
                            attempt.cancel();
                        });

        assertThat(outcome.end()).isEqualTo(End.CANCELLED);
        assertThat(Processes.runs(temp.resolve("pid"))).isFalse();
        assertThat(Processes.runs(temp.resolve("supervisor"))).isFalse();
        assertThat(run("exit 5").exitedWith(5)).isTrue();
    }

    private String read(String file) {
        try {
            return Files.readString(temp.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // REC-02, REC-07
    @Test
    void supervisorThatDiesAfterDisconnectIsNoLoss() throws Exception {
        String script =
                """
                [ $REBOOTCOUNT = 1 ] && exit 3
                disconnect
                kill -KILL $(supervisor)
                sleep 100
                """;

        assertThat(run(script).exitedWith(3)).isTrue();
    }

    // REC-02, REC-07
    @Test
    void testThatStillRunsWhenItsSessionBreaksIsWaitedFor() throws Exception {
        new ProcessBuilder("mkfifo", temp.resolve("fifo").toString()).start().waitFor();
        String script =
                """
                if [ $REBOOTCOUNT = 1 ]; then [ -e done ]; exit; fi
                disconnect
                echo let go >fifo
                sleep 1
                touch done
                """;

        Future<TestOutcome> running = threads.submit(() -> run(script));
        assertThat(temp.resolve("fifo")).content().isEqualTo("let go\n");
        server.cutConnections();

        assertThat(running.get().passed()).isTrue();
    }

    // REC-07
    @Test
    void systemThatDoesNotRebootIsGivenTimeToDoSo() throws Exception {
        TestOutcome outcome = run("[ $REBOOTCOUNT = 2 ] || disconnect");

        assertThat(outcome.passed()).isTrue();
        assertThat(outcome.took()).isGreaterThanOrEqualTo(ofMillis(600));
    }

    // DUR-07
    @Test
    void oneClockCountsOverAllRestarts() throws Exception {
        TestRun.Builder test = test("echo $REBOOTCOUNT; sleep 0.5; disconnect");

        TestOutcome outcome = executor.run(attempt(test.timeLimit(ofSeconds(3))), result -> {});

        assertThat(outcome.end()).isEqualTo(End.TIMED_OUT);
        assertThat(stored("files/output.txt")).startsWith("0\n1\n");
    }

    // RUN-14
    @Test
    void secondTestAtOnceIsRefusedAndTheFirstGoesOn() throws Exception {
        Attempt second = attempt(test("true"));

        TestOutcome outcome =
                run(
                        "report '{}'",
                        result ->
                                assertThatThrownBy(() -> executor.run(second, other -> {}))
                                        .isInstanceOf(IllegalStateException.class)
                                        .hasMessageContaining("busy"));

        assertThat(outcome.passed()).isTrue();
        assertThat(second.directory()).isEmptyDirectory();
        assertThat(executor.run(second, result -> {}).passed()).isTrue();
    }

    // ERR-04, WRP-08
    @Test
    void whatCannotBeStoredIsThrownAndEndsTheTest() throws Exception {
        String script =
                """
                echo $$ >pid
                report '{"name": "a"}'
                until [ -e attempt-0/.atex-folder ]; do sleep 0.02; done
                report '{"testout": "no/way"}'
                sleep 100
                """;
        Attempt attempt = attempt(test(script));
        Path inTheWay = attempt.directory().resolve(".atex-folder");

        assertThatThrownBy(
                        () ->
                                executor.run(
                                        attempt,
                                        result -> result.name().ifPresent(any -> create(inTheWay))))
                .isInstanceOf(IOException.class);

        assertThat(stored("results").lines()).first().isEqualTo("{\"name\": \"a\"}");
        assertThat(stored("results")).contains("\"infra\"");
        assertThat(Processes.runs(temp.resolve("pid"))).isFalse();
        assertThat(run("exit 5").exitedWith(5)).isTrue();
    }
}

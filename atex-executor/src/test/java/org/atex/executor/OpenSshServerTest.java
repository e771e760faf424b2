package org.atex.executor;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.atex.core.execute.AttemptListener;
import org.atex.core.execute.ExecutorException;
import org.atex.core.execute.TestExecutor;
import org.atex.core.execute.TestExecutorFactory;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestOutcome.End;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.SetupStep;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.atex.core.time.Deadline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only shows where the server's side can be looked at, or broken. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class OpenSshServerTest {

    private static final String UP =
            "printf 'result 14\\n{\"name\": \"up\"}' >&$ATEX_TEST_CONTROL\n";

    @TempDir Path temp;

    private OpenSshServer server;
    private TestExecutor executor;
    private int attempts;

    private void start(OpenSshServer with) throws InterruptedException {
        start(with, SshTestExecutor.factory());
    }

    private void start(OpenSshServer with, TestExecutorFactory factory)
            throws InterruptedException {
        server = with;
        SshSystem system = with.reserve(Deadline.after(ofMinutes(1)));
        executor = factory.open(system, with::isAlive);
        executor.start(SystemSetup.none(), Deadline.never());
    }

    @AfterEach
    void release() {
        if (executor != null) {
            executor.close();
        }
        if (server != null) {
            server.release();
        }
    }

    private TestOutcome run(String script, AttemptListener listener) throws IOException {
        Path directory = Files.createDirectory(temp.resolve("attempt-" + attempts));
        TestRun test = TestRun.named("/test", script).build();
        return executor.run(
                new Attempt(attempts++, test, 1, "sshd", Platform.any(), directory), listener);
    }

    private TestOutcome run(String script) throws IOException {
        return run(script, result -> {});
    }

    // SUP-03
    @Test
    void testTakesNoChannelOfItsOwn() throws Exception {
        start(new OpenSshServer(List.of("ed25519"), "LogLevel DEBUG1"));
        run("true");
        long before = channels();

        run("true");

        assertThat(channels()).isEqualTo(before);
    }

    private long channels() throws IOException {
        return server.logged()
                .lines()
                .filter(line -> line.matches(".*channel \\d+: new .*"))
                .filter(line -> !line.contains("unix-listener"))
                .count();
    }

    // RUN-01, CTL-02: its own path would be longer than a socket's may be
    @Test
    void workDirectoryWithALongPathHasItsSocketsElsewhere() throws Exception {
        server = new OpenSshServer();
        SshSystem system = server.reserve(Deadline.after(ofMinutes(1)));
        Path root = Files.createDirectory(server.workRoot().resolve("long".repeat(30)));
        executor =
                SshTestExecutor.factory()
                        .open(system.withWorkRoot(root.toString()), server::isAlive);
        executor.start(SystemSetup.none(), Deadline.never());

        TestOutcome outcome =
                run("test -S $ATEX_TEST_SOCKET; stat -c %a ${ATEX_TEST_SOCKET%/*}; pwd -P");
        executor.stop(Deadline.never());

        assertThat(outcome.passed()).as(outcome.toString()).isTrue();
        String output = Files.readString(temp.resolve("attempt-0/files/output.txt"));
        assertThat(output).startsWith("700\n" + root);
        assertThat(root).isEmptyDirectory();
    }

    // RUN-12, RUN-15, CAN-01
    @ParameterizedTest
    @ValueSource(strings = {"late", "cancelled"})
    void finishStepThatDoesNotEndLeavesNothing(String how) throws Exception {
        server = new OpenSshServer();
        SshSystem system = server.reserve(Deadline.after(ofMinutes(1)));
        Path root = Files.createDirectory(server.workRoot().resolve("root"));
        Path runs = root.resolveSibling("runs");
        new ProcessBuilder("mkfifo", runs.toString()).start().waitFor();
        String script = "echo $$ >%s; exec sleep 600".formatted(runs);
        executor =
                SshTestExecutor.factory()
                        .open(system.withWorkRoot(root.toString()), server::isAlive);
        executor.start(
                SystemSetup.none().withFinish(new SetupStep.Script(script)), Deadline.never());
        CompletableFuture<String> process =
                CompletableFuture.supplyAsync(
                        () -> {
                            String read = firstLine(runs);
                            if (how.equals("cancelled")) {
                                executor.cancel();
                            }
                            return read;
                        });
        Deadline deadline =
                how.equals("late") ? Deadline.after(Duration.ofSeconds(3)) : Deadline.never();

        assertThatThrownBy(() -> executor.stop(deadline))
                .isInstanceOf(ExecutorException.class)
                .hasMessageContaining(how.equals("late") ? "not done within" : "cancel requested");

        assertThat(root).isEmptyDirectory();
        assertThat(Processes.runs(Long.parseLong(process.join()))).isFalse();
    }

    private static String firstLine(Path file) {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            return reader.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // OUT-06
    @ParameterizedTest
    @ValueSource(strings = {"yes", "no"})
    void outputOfTestsMayGoElsewhere(String forwarding) throws Exception {
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        start(
                new OpenSshServer(List.of("ed25519"), "AllowStreamLocalForwarding " + forwarding),
                SshTestExecutor.builder().output(console).factory());

        run("echo one");
        run("echo two >&2");

        assertThat(console).hasToString("one\ntwo\n");
        assertThat(temp.resolve("attempt-0/files/output.txt")).isEmptyFile();
        assertThat(temp.resolve("attempt-0/results"))
                .hasContent("{\"status\": \"pass\", \"files\": [\"output.txt\"]}");
    }

    // SUP-02
    @Test
    void connectionLostBetweenTestsIsMadeAnew() throws Exception {
        start(new OpenSshServer());
        assertThat(run("true").passed()).isTrue();

        server.cutConnections();

        assertThat(run("true").passed()).isTrue();
        executor.stop(Deadline.never());
        assertThat(server.workRoot()).isEmptyDirectory();
    }

    // REC-05, WRP-08
    @Test
    void nothingOfATestIsLeftWhoseConnectionIsLost() throws Exception {
        start(new OpenSshServer(), SshTestExecutor.builder().reattach(false).factory());
        String script =
                """
                echo $$ >%s
                printf 'result 14\\n{"name": "up"}' >&$ATEX_TEST_CONTROL
                trap '' HUP
                sleep 100
                """
                        .formatted(temp.resolve("pid"));

        TestOutcome outcome = run(script, result -> server.cutConnections());

        assertThat(outcome.end()).isEqualTo(End.SYSTEM_LOST);
        assertThat(outcome.toString()).contains("exited with 255");
        long pid = Long.parseLong(Files.readString(temp.resolve("pid")).strip());
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    // RUN-12
    @Test
    void serverThatIsGoneIsNoErrorForStop() throws Exception {
        start(new OpenSshServer());

        server.release();

        executor.stop(Deadline.after(ofMinutes(1)));
        assertThatThrownBy(() -> run("true")).isInstanceOf(IllegalStateException.class);
    }

    // REC-02, REC-03, REC-04, REC-07, RUN-03
    @Test
    void testThatAnnouncesARebootIsStartedAgain() throws Exception {
        start(
                new OpenSshServer(),
                SshTestExecutor.builder().settleTime(Duration.ofMillis(300)).factory());
        String script =
                """
                echo "start $REBOOTCOUNT $TMT_REBOOT_COUNT $TMT_TEST_RESTART_COUNT"
                echo $RSTRNT_REBOOTCOUNT >>$TMT_TEST_DATA/counts
                if [ $REBOOTCOUNT = 2 ]; then
                    test "$(echo $(cat $TMT_TEST_DATA/counts))" = "0 1 2"
                    exit 0
                fi
                json="{\\"name\\": \\"$REBOOTCOUNT\\"}"
                printf "result ${#json}\\n$json" >&$ATEX_TEST_CONTROL
                trap '' PIPE
                echo disconnect >&$ATEX_TEST_CONTROL
                while echo noop >&$ATEX_TEST_CONTROL; do sleep 0.02; done 2>/dev/null
                exit $REBOOTCOUNT
                """;

        TestOutcome outcome = run(script);

        assertThat(outcome.passed()).as(outcome.toString()).isTrue();
        assertThat(temp.resolve("attempt-0/results")).content().contains("\"0\"", "\"1\"");
        assertThat(temp.resolve("attempt-0/files/output.txt"))
                .hasContent("start 0 0 0\nstart 1 1 1\nstart 2 2 2\n");
    }

    @Test
    void sessionThatBreaksAfterDisconnectIsNoLoss() throws Exception {
        start(
                new OpenSshServer(),
                SshTestExecutor.builder().settleTime(Duration.ofMillis(300)).factory());
        String script =
                """
                [ $REBOOTCOUNT = 1 ] && exit 3
                trap '' PIPE
                echo disconnect >&$ATEX_TEST_CONTROL
                while echo noop >&$ATEX_TEST_CONTROL; do sleep 0.02; done 2>/dev/null
                kill -KILL $(ps -o ppid= $PPID)
                sleep 1
                """;

        assertThat(run(script).exitedWith(3)).isTrue();
    }

    // REC-06, DUR-06
    @Test
    void testThatStaysAfterDisconnectRunsIntoItsLimit() throws Exception {
        start(new OpenSshServer());
        String script =
                """
                trap '' PIPE
                echo duration 2 >&$ATEX_TEST_CONTROL
                echo disconnect >&$ATEX_TEST_CONTROL
                sleep 100
                """;

        assertThat(run(script).end()).isEqualTo(End.TIMED_OUT);
    }

    // CAN-01
    @Test
    void cancelWorksAlsoIfTheServerIsFrozen() throws Exception {
        start(new OpenSshServer());
        Path directory = Files.createDirectory(temp.resolve("frozen"));
        TestRun test = TestRun.named("/test", UP + "sleep 100").build();
        Attempt attempt = new Attempt(1, test, 1, "sshd", Platform.any(), directory);
        AtomicLong cancelled = new AtomicLong();

        TestOutcome outcome =
                executor.run(
                        attempt,
                        result -> {
                            freeze();
                            cancelled.compareAndSet(0, System.nanoTime());
                            attempt.cancel();
                        });

        assertThat(outcome.end()).isEqualTo(End.CANCELLED);
        assertThat(Duration.ofNanos(System.nanoTime() - cancelled.get()))
                .isLessThan(Duration.ofSeconds(12));
    }

    private void freeze() {
        try {
            server.freezeConnections();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    // REC-05
    @Test
    void frozenServerIsNoticed() throws Exception {
        start(
                new OpenSshServer(),
                SshTestExecutor.builder()
                        .keepAlive(Duration.ofSeconds(1), 2)
                        .reattach(false)
                        .factory());

        TestOutcome outcome = run(UP + "sleep 100", result -> freeze());

        assertThat(outcome.end()).isEqualTo(End.SYSTEM_LOST);
    }

    @Test
    void manyTestsInARowLeaveNoDescriptorsAndNoSessions() throws Exception {
        start(new OpenSshServer());
        run("true");
        long before = openFiles();

        for (int i = 0; i < 30; i++) {
            assertThat(run("true").passed()).isTrue();
        }

        assertThat(openFiles()).isLessThanOrEqualTo(before + 3);
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }
}

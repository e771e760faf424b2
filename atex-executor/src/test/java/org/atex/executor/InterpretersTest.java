package org.atex.executor;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.atex.core.execute.AttemptListener;
import org.atex.core.execute.ExecutorException;
import org.atex.core.execute.TestExecutor;
import org.atex.core.result.ErrorKind;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestOutcome.End;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.SetupStep;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.atex.core.time.Deadline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Systems with only one interpreter, and none, and those that forward no sockets (WRP-01). */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
@Tag("slow")
class InterpretersTest {

    private static final String NO_SOCKETS = "AllowStreamLocalForwarding no";
    private static final String REPORT =
            """
            report() { printf 'result %d\\n%s' "${#1}" "$1" >&$ATEX_TEST_CONTROL; }
            """;

    @TempDir Path temp;

    private SshContainer container;
    private TestExecutor executor;
    private int attempts;

    private void start(String image, boolean sockets) throws InterruptedException {
        container = new SshContainer(image, sockets ? List.of() : List.of(NO_SOCKETS));
        executor =
                SshTestExecutor.builder()
                        .settleTime(ofMillis(300))
                        .factory()
                        .open(container.reserve(Deadline.after(ofMinutes(1))), container::isAlive);
    }

    @AfterEach
    void release() {
        if (executor != null) {
            executor.close();
        }
        if (container != null) {
            container.release();
        }
    }

    private TestOutcome run(String script, AttemptListener listener) throws IOException {
        return run(TestRun.named("/test", REPORT + script).build(), listener);
    }

    private TestOutcome run(String script) throws IOException {
        return run(script, result -> {});
    }

    private TestOutcome run(TestRun test, AttemptListener listener) throws IOException {
        Files.createDirectory(directory(++attempts));
        return executor.run(
                new Attempt(attempts, test, 1, "box", Platform.any(), directory(attempts)),
                listener);
    }

    private Path directory(int attempt) {
        return temp.resolve("attempt-" + attempt);
    }

    private String stored(String file) throws IOException {
        return Files.readString(directory(attempts).resolve(file));
    }

    private List<String> processes() throws Exception {
        String all = container.execute("sh", "-c", "cat /proc/[0-9]*/cmdline | tr '\\0' '\\n'");
        return all.lines().filter(line -> line.matches("7654321|.*wrapper\\.p.")).toList();
    }

    // WRP-01, SUP-11, CTL-19
    @ParameterizedTest
    @CsvSource({
        "python3, true",
        "python2, true",
        "perl, true",
        "python3, false",
        "python2, false",
        "perl, false"
    })
    @Execution(ExecutionMode.CONCURRENT)
    void testsRunAsEverywhere(String image, boolean sockets) throws Exception {
        start(image, sockets);
        executor.start(
                SystemSetup.none().withPrepare(new SetupStep.Script("touch /prepared")),
                Deadline.never());

        exitCodesAndOutputAreKept();
        resultsAndFilesAreStored();
        testKnowsWhetherThereIsASocket(sockets);
        localeIsThatOfTheSession();
        brokenStreamEndsTheTest();
        terminalIsOne();
        testIsStartedAgainAfterDisconnect(sockets);
        daemonHoldsNothingUp();
        cancelledTestLeavesNothing();

        executor.stop(Deadline.never());
        assertThat(processes()).isEmpty();
    }

    // RUN-10, OUT-02, ENV-05
    private void exitCodesAndOutputAreKept() throws IOException {
        TestOutcome outcome = run("test -f /prepared; echo out; echo err >&2; echo last; exit 255");

        assertThat(outcome.exitedWith(255)).as(outcome.toString()).isTrue();
        assertThat(stored("files/output.txt")).isEqualTo("out\nerr\nlast\n");
        assertThat(run("head -c 3000000 /dev/zero | tr '\\0' x").passed()).isTrue();
        assertThat(Files.size(directory(attempts).resolve("files/output.txt")))
                .isEqualTo(3_000_000);
        assertThat(run("kill -SEGV $$").exitedWith(139)).isTrue();
    }

    // RES-07
    private void resultsAndFilesAreStored() throws IOException {
        TestOutcome outcome =
                run(
                        """
                        report '{"name":"a","status":"pass","files":[{"name":"f","length":4}]}'
                        printf 'data' >&$ATEX_TEST_CONTROL
                        echo exitcode 3 >&$ATEX_TEST_CONTROL
                        """);

        assertThat(outcome.exitedWith(0)).as("the wrapper's counts: " + outcome).isTrue();
        assertThat(stored("files/a/f")).isEqualTo("data");
        assertThat(stored("results").lines()).hasSize(2);
    }

    // CTL-02, CTL-19
    private void testKnowsWhetherThereIsASocket(boolean sockets) throws IOException {
        TestOutcome outcome =
                run(sockets ? "test -S $ATEX_TEST_SOCKET" : "test -z ${ATEX_TEST_SOCKET+x}");

        assertThat(outcome.passed()).as(outcome.toString()).isTrue();
    }

    // ENV-01: newer Pythons set one where there is none
    private void localeIsThatOfTheSession() throws IOException {
        TestOutcome outcome = run("test -z \"${LANG+x}${LC_ALL+x}${LC_CTYPE+x}\"");

        assertThat(outcome.passed()).as(outcome.toString()).isTrue();
    }

    // CTL-15, CTL-14
    private void brokenStreamEndsTheTest() throws IOException {
        TestOutcome broken = run("echo nonsense >&$ATEX_TEST_CONTROL; sleep 7654321");
        TestOutcome unfinished = run("printf 'result 100\\n{' >&$ATEX_TEST_CONTROL");

        assertThat(broken.end()).as(broken.toString()).isEqualTo(End.PROTOCOL_ERROR);
        assertThat(unfinished.end()).as(unfinished.toString()).isEqualTo(End.PROTOCOL_ERROR);
        assertThat(unfinished.error().orElseThrow().message()).contains("EOF when reading data");
    }

    // RUN-08
    private void terminalIsOne() throws IOException {
        TestOutcome outcome =
                run(
                        TestRun.named("/tty", "tty >/dev/null && stty size && echo $TERM")
                                .tty(true)
                                .build(),
                        result -> {});

        assertThat(outcome.passed()).as(outcome.toString()).isTrue();
        assertThat(stored("files/output.txt")).isEqualTo("24 80\r\nvt100\r\n");
    }

    // REC-01, REC-03
    private void testIsStartedAgainAfterDisconnect(boolean sockets) throws IOException {
        TestOutcome outcome =
                run(
                        """
                        echo start $TMT_REBOOT_COUNT
                        report "{\\"name\\":\\"$REBOOTCOUNT\\"}"
                        [ $REBOOTCOUNT = 1 ] && exit 4
                        trap '' PIPE
                        echo disconnect >&$ATEX_TEST_CONTROL
                        while echo noop >&$ATEX_TEST_CONTROL; do sleep 0.02; done 2>/dev/null
                        echo let go
                        """);

        assertThat(outcome.exitedWith(4)).as(outcome.toString()).isTrue();
        assertThat(stored("files/output.txt"))
                .isEqualTo(sockets ? "start 0\nlet go\nstart 1\n" : "start 0\nstart 1\n");
        assertThat(stored("results")).contains("\"0\"", "\"1\"");
    }

    // CTL-18
    private void daemonHoldsNothingUp() throws IOException {
        TestOutcome outcome =
                run(
                        """
                        setsid sh -c 'echo $$ >/daemon.new; mv /daemon.new /daemon
                            while sleep 0.2; do echo x; done' &
                        until [ -e /daemon ]; do sleep 0.05; done
                        """);

        assertThat(outcome.passed()).as(outcome.toString()).isTrue();
        TestOutcome killed = run("kill $(cat /daemon)");
        assertThat(killed.passed()).as("it lives on: " + killed).isTrue();
    }

    // CAN-01, WRP-08
    private void cancelledTestLeavesNothing() throws Exception {
        long begin = System.nanoTime();
        TestOutcome outcome =
                run(
                        """
                        trap '' HUP TERM
                        report '{"name":"up"}'
                        sleep 7654321 & wait
                        """,
                        result -> executor.cancel());

        assertThat(outcome.end()).as(outcome.toString()).isEqualTo(End.CANCELLED);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(12));
        assertThat(processes()).isEmpty();
        assertThat(run("true").passed()).isTrue();
    }

    // WRP-01
    @Test
    void systemWithNeitherPythonNorPerlIsSaid() throws Exception {
        start("none", true);

        ExecutorException failure =
                catchThrowableOfType(
                        ExecutorException.class,
                        () -> executor.start(SystemSetup.none(), Deadline.never()));

        assertThat(failure.kind()).isEqualTo(ErrorKind.SETUP);
        assertThat(failure).hasMessageEndingWith(": SUT has neither Python nor Perl");
        executor.stop(Deadline.never());
    }

    // REC-05, WRP-07
    @Test
    void wrapperThatIsKilledIsALostSystemWithoutASocket() throws Exception {
        start("perl", false);
        executor.start(SystemSetup.none(), Deadline.never());

        TestOutcome outcome = run("report '{\"name\":\"a\"}'; kill -KILL $PPID; sleep 7654321");

        assertThat(outcome.end()).isEqualTo(End.SYSTEM_LOST);
        assertThat(outcome.error().orElseThrow().message())
                .startsWith("test wrapper unexpectedly exited with 137");
        assertThat(stored("results")).contains("\"a\"");
        assertThat(processes()).isEmpty();
        try (Stream<Path> files = Files.list(directory(attempts))) {
            assertThat(files).hasSize(2);
        }
    }
}

package org.atex.executor.faults;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.atex.core.execute.ExecutorException;
import org.atex.core.execute.TestExecutor;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestOutcome.End;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.SetupStep;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.atex.core.time.Deadline;
import org.atex.executor.SshTestExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Faults of a real container at each state of a test: the stated outcome comes, results so far are
 * kept, and nothing is left on either side.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT) // each has a container of its own, and mostly waits
class FaultMatrixTest {

    /** Keep-alives of 1 s, of which 3 may be missed, notice a silent system within this. */
    private static final int NOTICED_SECONDS = 5;

    /** How much later than stated things may be done where others work, too. */
    private static final Duration BUSY_MACHINE = ofSeconds(10);

    @TempDir Path temp;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private CabledContainer container;
    private ContainerFaults faults;
    private Cable cable;
    private TestExecutor executor;
    private volatile boolean gone;

    /** Results that are stored here. */
    private final Semaphore home = new Semaphore(0);

    /** What happens to the system, or to the way there. */
    enum Fault {
        SESSIONS_KILLED,
        CABLE_CUT,
        PAUSED,
        NETWORK_GONE,
        DELAYED,
        LOSSY
    }

    /** Where the test is when it happens: it tells by a file, and goes on when there is another. */
    enum State {
        RUNNING(
                """
                report '{"name": "before"}'
                await
                report '{"name": "after"}'
                """),
        INSIDE_A_RESULT(
                """
                json='{"name": "before", "files": [{"name": "file", "length": 10}]}'
                printf 'result %d\\n%s%s' ${#json} "$json" 01234 >&$ATEX_TEST_CONTROL
                await
                printf 56789 >&$ATEX_TEST_CONTROL
                report '{"name": "after"}'
                """),
        INSIDE_A_CONTROL_LINE(
                """
                report '{"name": "before"}'
                printf 'resu' >&$ATEX_TEST_CONTROL
                await
                json='{"name": "after"}'
                printf 'lt %d\\n%s' ${#json} "$json" >&$ATEX_TEST_CONTROL
                """),
        BLOCKED_IN_OUTPUT(
                """
                report '{"name": "before"}'
                head -c 3000000 /dev/zero | tr '\\0' x &
                await
                wait
                report '{"name": "after"}'
                """),
        PARTLY_REPORTED(
                """
                report '{"name": "before"}'
                report '{"partial": true, "note": "half"}'
                await
                report '{"name": "after"}'
                report '{"status": "pass"}'
                """);

        private final String script;

        State(String script) {
            this.script =
                    """
                    report() { printf 'result %d\\n%s' ${#1} "$1" >&$ATEX_TEST_CONTROL; }
                    await() { touch /tmp/reached; until [ -e /tmp/go ]; do sleep 0.05; done; }
                    """
                            + script;
        }
    }

    @BeforeEach
    void start() throws Exception {
        container = new CabledContainer();
        faults = container.faults();
        cable = container.cable();
        executor =
                SshTestExecutor.builder()
                        .keepAlive(ofSeconds(1), 3)
                        .connectTimeout(ofSeconds(3))
                        .factory()
                        .open(container.system(), () -> !gone);
    }

    @AfterEach
    void stop() throws Exception {
        threads.shutdownNow();
        if (executor != null) {
            executor.close();
        }
        if (container != null) {
            container.close();
        }
    }

    // SUP-06, CTL-16, CTL-17
    @ParameterizedTest
    @EnumSource
    void testGoesOnInEveryStateWhateverHappensToTheConnection(State state) throws Exception {
        executor.start(SystemSetup.none(), Deadline.never());
        for (Fault fault : Fault.values()) {
            container.execute("rm", "-f", "/tmp/reached", "/tmp/go");
            Future<TestOutcome> running = run(fault.name(), state.script, 100);

            awaitReached();
            cause(fault);
            container.execute("touch", "/tmp/go");
            TestOutcome outcome = running.get();
            mend(fault);

            assertThat(outcome.end()).as(fault.name()).isEqualTo(End.EXITED);
            assertThat(outcome.exitCode()).as(fault.name()).hasValue(0);
            assertThat(results(fault.name()))
                    .as(fault.name())
                    .matches(
                            "(?s).*\"before\".*\"after\".*\"output.txt\".*|(?s).*\"before\".*\"after\".*\"half\".*");
        }
        executor.stop(Deadline.after(ofSeconds(30)));
        assertNothingIsLeft();
    }

    // SUP-06, ERR-03, WRP-08
    @ParameterizedTest
    @EnumSource
    void aSystemThatIsGoneEndsTheTestInEveryState(State state) throws Exception {
        executor.start(SystemSetup.none(), Deadline.never());
        Future<TestOutcome> running = run("gone", state.script, 100);

        awaitReached();
        if (state != State.INSIDE_A_RESULT) {
            home.acquire();
        }
        gone = true;
        faults.kill();
        TestOutcome outcome = running.get(NOTICED_SECONDS + 10, TimeUnit.SECONDS);

        assertThat(outcome.end()).isEqualTo(End.SYSTEM_LOST);
        assertThat(outcome.error().orElseThrow().message())
                .contains("unexpectedly exited with 255");
        assertThat(results("gone")).contains("TestAbortedError");
        if (state != State.INSIDE_A_RESULT) {
            assertThat(results("gone")).contains("\"before\"");
        }
    }

    // SUP-06: an init that was started anew is another boot, and nobody had announced it
    @ParameterizedTest
    @EnumSource(names = {"RUNNING", "INSIDE_A_RESULT"})
    void aRebootThatNobodyAnnouncedEndsTheTest(State state) throws Exception {
        executor.start(SystemSetup.none(), Deadline.never());
        Future<TestOutcome> running = run("rebooted", state.script, 100);

        awaitReached();
        faults.restart();
        TestOutcome outcome = running.get(60, TimeUnit.SECONDS);

        assertThat(outcome.end()).isEqualTo(End.SYSTEM_LOST);
        assertThat(results("rebooted")).contains("TestAbortedError");
    }

    // SUP-06: in the time that the setting states, 3 to 4 s here; by default it would be a minute
    @Test
    void aFrozenSystemIsNoticedInTime() throws Exception {
        executor.start(SystemSetup.none(), Deadline.never());
        Future<TestOutcome> running = run("frozen", State.RUNNING.script, 100);
        awaitReached();
        Future<Void> noticed = cable.nextHangUp();

        Deadline stated = Deadline.after(ofSeconds(3 + 1).plus(BUSY_MACHINE));
        faults.pause();
        noticed.get(60, TimeUnit.SECONDS);
        boolean late = stated.expired();
        faults.unpause();
        container.execute("touch", "/tmp/go");

        assertThat(late).isFalse();
        assertThat(running.get().exitCode()).hasValue(0);
        assertThat(results("frozen")).containsSubsequence("\"before\"", "\"after\"");
    }

    // DUR-06: also while there is no connection
    @ParameterizedTest
    @CsvSource({"PAUSED", "NETWORK_GONE", "SESSIONS_KILLED"})
    void timeLimitHoldsWithoutAConnection(Fault fault) throws Exception {
        executor.start(SystemSetup.none(), Deadline.never());
        Future<TestOutcome> running = run("late", State.RUNNING.script, 6);

        awaitReached();
        home.acquire();
        if (fault == Fault.PAUSED) {
            faults.pause();
        } else if (fault == Fault.NETWORK_GONE) {
            faults.disconnect();
            cable.cut();
        } else {
            faults.killSessions();
        }
        TestOutcome outcome = running.get(6 + 1 + 10 + 5, TimeUnit.SECONDS);

        assertThat(outcome.end()).isEqualTo(End.TIMED_OUT);
        assertThat(results("late")).contains("\"before\"");
        if (fault == Fault.PAUSED) {
            faults.unpause();
        }
    }

    // CAN-01: also while it tries to connect again
    @ParameterizedTest
    @EnumSource(names = {"PAUSED", "NETWORK_GONE", "SESSIONS_KILLED"})
    void cancelIsObeyedWithoutAConnection(Fault fault) throws Exception {
        executor.start(SystemSetup.none(), Deadline.never());
        Future<TestOutcome> running = run("cancelled", State.RUNNING.script, 100);

        awaitReached();
        home.acquire();
        if (fault == Fault.PAUSED) {
            faults.pause();
        } else if (fault == Fault.NETWORK_GONE) {
            faults.disconnect();
            cable.cut();
        } else {
            faults.killSessions();
        }
        executor.cancel();
        TestOutcome outcome = running.get(10 + 5, TimeUnit.SECONDS);

        assertThat(outcome.end()).isEqualTo(End.CANCELLED);
        assertThat(results("cancelled")).contains("\"before\"");
        if (fault == Fault.PAUSED) {
            faults.unpause();
        }
    }

    // RUN-15, CAN-01: a prepare step whose connection is lost fails the start, in time
    @ParameterizedTest
    @EnumSource(names = {"SESSIONS_KILLED", "CABLE_CUT", "PAUSED"})
    void startFailsWhenItsConnectionIsLost(Fault fault) throws Exception {
        SystemSetup setup =
                SystemSetup.none()
                        .withPrepare(new SetupStep.Script("touch /tmp/reached; sleep 1000"));
        Future<?> starting =
                threads.submit(
                        () -> {
                            executor.start(setup, Deadline.never());
                            return null;
                        });

        awaitReached();
        if (fault == Fault.PAUSED) {
            faults.pause();
        } else {
            cause(fault);
        }

        assertThatThrownBy(() -> starting.get(NOTICED_SECONDS + 20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(ExecutorException.class);
        if (fault == Fault.PAUSED) {
            faults.unpause();
        }
    }

    private Future<TestOutcome> run(String name, String script, int seconds) throws IOException {
        Path directory = Files.createDirectory(temp.resolve(name));
        TestRun test = TestRun.named("/" + name, script).timeLimit(ofSeconds(seconds)).build();
        Attempt attempt = new Attempt(1, test, 1, "container", Platform.any(), directory);
        return threads.submit(() -> executor.run(attempt, result -> home.release()));
    }

    private String results(String name) throws IOException {
        return Files.readString(temp.resolve(name).resolve("results"));
    }

    private void awaitReached() throws Exception {
        container.execute("sh", "-c", "until [ -e /tmp/reached ]; do sleep 0.05; done");
    }

    /** Things that pass have passed when this returns; the others stay until {@link #mend}. */
    private void cause(Fault fault) throws Exception {
        switch (fault) {
            case SESSIONS_KILLED -> faults.killSessions();
            case CABLE_CUT -> cable.cut();
            case PAUSED -> {
                Future<Void> noticed = cable.nextHangUp();
                faults.pause();
                noticed.get(30, TimeUnit.SECONDS);
                faults.unpause();
            }
            case NETWORK_GONE -> {
                Future<Void> noticed = cable.nextHangUp();
                faults.disconnect();
                noticed.get(30, TimeUnit.SECONDS);
                faults.connect();
                cable.cut();
            }
            case DELAYED -> cable.delay(ofMillis(100));
            case LOSSY -> faults.lose(0.2);
        }
    }

    private void mend(Fault fault) throws Exception {
        switch (fault) {
            case DELAYED -> cable.delay(ofMillis(0));
            case LOSSY -> faults.loseNothing();
            default -> {}
        }
    }

    private void assertNothingIsLeft() throws Exception {
        assertThat(
                        container.execute(
                                "sh",
                                "-c",
                                "ls -d /var/atex-* /var/tmp/atex-* /tmp/atex-*; pgrep -f [s]upervisor.py"))
                .isEmpty();
        executor.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .filteredOn(name -> name.startsWith("atex-") && name.contains(":" + cable.port()))
                .isEqualTo(List.of());
    }
}

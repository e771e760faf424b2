package org.atex.executor.faults;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.atex.core.execute.TestExecutor;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestOutcome.End;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.atex.core.time.Deadline;
import org.atex.executor.SshTestExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A system whose process 1 really ends and starts anew, as at a reboot. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class RebootTest {

    private static final String WORDS =
            """
            report() { printf 'result %d\\n%s' ${#1} "$1" >&$ATEX_TEST_CONTROL; }
            disconnect() {
                trap '' PIPE
                echo disconnect >&$ATEX_TEST_CONTROL
                while echo noop >&$ATEX_TEST_CONTROL; do sleep 0.02; done 2>/dev/null
            }
            """;

    private static final String TEST =
            """
            echo "start $REBOOTCOUNT $TMT_REBOOT_COUNT $TMT_TEST_RESTART_COUNT"
            if [ $REBOOTCOUNT = 2 ]; then
                report '{"name": "merged", "status": "pass"}'
                exit $(cat $TMT_TEST_DATA/kept)
            fi
            echo $((7 + REBOOTCOUNT)) >$TMT_TEST_DATA/kept
            report "{\\"partial\\": true, \\"name\\": \\"merged\\", \\"boots\\": [$REBOOTCOUNT]}"
            echo 'exitcode 99' >&$ATEX_TEST_CONTROL
            disconnect
            touch /reached-$REBOOTCOUNT
            sleep 1000
            """;

    @TempDir Path temp;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private CabledContainer container;
    private ContainerFaults faults;
    private Cable cable;
    private TestExecutor executor;

    @BeforeEach
    void start() throws Exception {
        container = new CabledContainer();
        faults = container.faults();
        cable = container.cable();
        executor =
                SshTestExecutor.builder()
                        .settleTime(ofMillis(300))
                        .connectTimeout(ofSeconds(3))
                        .factory()
                        .open(container.system(), () -> true);
        executor.start(SystemSetup.none(), Deadline.never());
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

    private Future<TestOutcome> run(String script) {
        TestRun test = TestRun.named("/test", WORDS + script).timeLimit(ofSeconds(100)).build();
        Attempt attempt = new Attempt(1, test, 1, "container", Platform.any(), temp);
        return threads.submit(() -> executor.run(attempt, result -> {}));
    }

    private String stored(String file) throws Exception {
        return Files.readString(temp.resolve(file));
    }

    private void await(String file) throws Exception {
        container.execute("sh", "-c", "until [ -e " + file + " ]; do sleep 0.05; done");
    }

    // REC-01, REC-02, REC-03, REC-04, REC-07, RUN-03, DUR-07
    @Test
    void testThatAnnouncesItGoesOnAfterEachReboot() throws Exception {
        long begin = System.nanoTime();
        Future<TestOutcome> running = run(TEST);

        await("/reached-0");
        faults.restart();
        await("/reached-1");
        faults.restart();
        TestOutcome outcome = running.get();

        assertThat(outcome.exitedWith(8)).as(outcome.toString()).isTrue();
        assertThat(outcome.took().toNanos()).isLessThan(System.nanoTime() - begin);
        assertThat(stored("results").replace(" ", ""))
                .isEqualTo(
                        """
                        {"name":"merged","boots":[0,1],"status":"pass"}
                        {"status":"fail","files":["output.txt"]}
                        """);
        assertThat(temp.resolve("files/output.txt"))
                .hasContent("start 0 0 0\nstart 1 1 1\nstart 2 2 2\n");
        executor.stop(Deadline.after(ofSeconds(30)));
        assertThat(
                        container.execute(
                                "sh", "-c", "ls -d /var/atex-* /tmp/atex-*; pgrep -f [s]upervisor"))
                .isEmpty();
    }

    // REC-02, REC-03, REC-04, REC-07, RUN-03, DUR-07
    @Test
    void testGoesOnAfterARebootWithAllThatItHad() throws Exception {
        String script =
                """
                echo start $TMT_REBOOT_COUNT $TMT_TEST_RESTART_COUNT $REBOOTCOUNT $RSTRNT_REBOOTCOUNT
                echo $PWD >>$TMT_TEST_DATA/kept
                if [ $REBOOTCOUNT = 0 ]; then
                    report '{"name": "full"}'
                    report '{"partial": true, "name": "half", "before": 1}'
                    report '{"partial": true, "files": [{"name": "log", "length": 2}]}'
                    printf 'a\\n' >&$ATEX_TEST_CONTROL
                    printf 'exitcode 7\\nduration save\\nduration 1m\\n' >&$ATEX_TEST_CONTROL
                    disconnect
                    touch /reached
                    exec sleep 1000
                fi
                cmp <(head -1 $TMT_TEST_DATA/kept) <(tail -1 $TMT_TEST_DATA/kept)
                report '{"partial": true, "files": [{"name": "log", "length": 2}]}'
                printf 'b\\n' >&$ATEX_TEST_CONTROL
                echo duration restore >&$ATEX_TEST_CONTROL
                report '{"name": "half", "after": 2}'
                """;

        Future<TestOutcome> running = run(script);
        await("/reached");
        faults.restart();
        TestOutcome outcome = running.get();

        assertThat(outcome.exitedWith(0)).as(outcome.toString()).isTrue();
        assertThat(stored("files/output.txt")).isEqualTo("start 0 0 0 0\nstart 1 1 1 1\n");
        assertThat(stored("files/log")).isEqualTo("a\nb\n");
        assertThat(stored("results").lines())
                .isEqualTo(
                        List.of(
                                "{\"name\": \"full\"}",
                                "{\"name\": \"half\", \"before\": 1, \"after\": 2}",
                                "{\"files\": [\"output.txt\", \"log\"], \"status\": \"pass\"}"));
    }

    // REC-07
    @Test
    void systemOnItsWayDownIsWaitedForAlthoughItAnswers() throws Exception {
        String script =
                """
                if [ $REBOOTCOUNT = 1 ]; then [ -e /late ]; exit; fi
                disconnect
                setsid sh -c 'touch /run/nologin; sleep 1.5; touch /late; rm /run/nologin' &
                until [ -e /run/nologin ]; do sleep 0.02; done
                """;

        TestOutcome outcome = run(script).get();

        assertThat(outcome.exitedWith(0)).as(outcome.toString()).isTrue();
    }

    // REC-05
    @Test
    void rebootThatNobodyAnnouncedIsALoss() throws Exception {
        Future<TestOutcome> running = run("touch /reached-0; sleep 1000");

        await("/reached-0");
        faults.restart();
        TestOutcome outcome = running.get();

        assertThat(outcome.end()).isEqualTo(End.SYSTEM_LOST);
        assertThat(outcome.toString()).contains("exited with 255");
    }

    // REC-05: one disconnect covers one reconnect
    @Test
    void secondRebootHasToBeAnnouncedAgain() throws Exception {
        Future<TestOutcome> running =
                run(
                        """
                        touch /reached-$REBOOTCOUNT
                        test $REBOOTCOUNT = 0 || sleep 1000
                        disconnect
                        touch /let-go
                        sleep 1000
                        """);

        await("/let-go");
        faults.restart();
        await("/reached-1");
        faults.restart();

        assertThat(running.get().end()).isEqualTo(End.SYSTEM_LOST);
    }

    // CAN-01: while the system is away
    @Test
    void cancelIsObeyedWhileTheSystemReboots() throws Exception {
        Future<TestOutcome> running = run(TEST);
        await("/reached-0");
        faults.kill();

        executor.cancel();

        assertThat(running.get(15, TimeUnit.SECONDS).end()).isEqualTo(End.CANCELLED);
    }
}

package org.atex.executor.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is left when a test, its wrapper or the supervisor ends. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EndsTest {

    private SupervisedSystem system;
    private Runner runner;

    @BeforeEach
    void make() throws Exception {
        system = new SupervisedSystem(Pythons.three());
        runner = system.connect();
    }

    @AfterEach
    void remove() throws Exception {
        runner.close();
        system.close();
    }

    /** Starts a script that prints process ids, a line each, and returns the last of so many. */
    private long start(String script, int lines) throws Exception {
        runner.start("a 0", system.order(script));
        while (runner.received().text(0).lines().count() < lines) {
            runner.await('D');
        }
        String[] printed = runner.received().text(0).split("\n");
        return Long.parseLong(printed[lines - 1]);
    }

    /** Of a process that may have gone already. */
    private static void awaitEnd(long pid) throws Exception {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isPresent()) {
            process.get().onExit().get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void whatATestLeavesInItsGroupIsKilled() throws Exception {
        long child = start("(trap '' HUP TERM; sleep 600) & echo $!; sleep 0.1", 1);

        assertThat(runner.await('X').text()).startsWith("0 0 ");

        // WRP-06
        awaitEnd(child);
    }

    @Test
    void testThatIgnoresTheHangUpIsKilledOnCommand() throws Exception {
        long test = start("trap '' HUP; echo $$; while :; do sleep 1; done", 1);

        runner.send('K');

        // SUP-09, WRP-04
        assertThat(runner.await('W').text()).matches("137 143 \\d+");
        runner.await('X');
        // WRP-08
        awaitEnd(test);
    }

    @Test
    void testMaySayGoodbyeWhenItIsEnded() throws Exception {
        start("trap 'echo bye; exit 7' HUP; echo $$; while :; do sleep 0.05; done", 1);

        runner.send('K');

        // WRP-04
        assertThat(runner.await('X').text()).startsWith("7 143 ");
        assertThat(runner.received().text(0)).endsWith("\nbye\n");
    }

    @Test
    void commandToEndClosesTheControlStreamsAtOnce() throws Exception {
        start("trap '' HUP PIPE; echo $$; while echo noop >&$ATEX_TEST_CONTROL; do :; done", 1);

        runner.send('K');

        // CTL-15
        assertThat(runner.await('X').text()).matches("\\d+ \\d+ \\d+");
    }

    @Test
    void testThatKillsItsWrapperIsEnded() throws Exception {
        long child = start("sleep 600 & echo $!; kill -9 $PPID; sleep 600", 1);

        // ERR-03
        assertThat(runner.await('W').text()).matches("- 137 \\d+");
        runner.await('X');
        // WRP-08
        awaitEnd(child);
    }

    @Test
    void wrapperObeysTheSignalsThatEndAPlainOne() throws Exception {
        long wrapper = start("echo $PPID; sleep 600", 1);

        ProcessHandle.of(wrapper).orElseThrow().destroy();

        // WRP-04
        assertThat(runner.await('X').text()).startsWith("129 143 ");
    }

    @Test
    void nothingOfTheTestOutlivesTheSupervisor() throws Exception {
        long child = start("echo $$; (trap '' HUP; sleep 600) & echo $!; sleep 600", 2);
        long test = Long.parseLong(runner.received().text(0).split("\n")[0]);

        system.supervisor().destroyForcibly();

        // SUP-12, WRP-08
        awaitEnd(child);
        awaitEnd(test);
    }

    @Test
    void supervisorThatIsToldToEndEndsTheTestFirst() throws Exception {
        long child = start("sleep 600 & echo $!; wait", 1);
        long supervisor = system.supervisor().pid();

        runner.send('Q').awaitEnd();

        // SUP-10
        awaitEnd(child);
        awaitEnd(supervisor);
    }

    @Test
    void runThatIsForgottenWhileItRunsIsEndedFirst() throws Exception {
        long child = start("trap '' HUP; sleep 600 & echo $!; wait", 1);

        runner.send('G').start("b 0", system.order("true"));

        // RUN-14
        assertThat(runner.await('F').text()).isEqualTo("another test runs: a 0");
        // WRP-08
        awaitEnd(child);
    }
}

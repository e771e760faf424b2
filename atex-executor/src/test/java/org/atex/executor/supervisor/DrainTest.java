package org.atex.executor.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How streams end that a test has not closed. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DrainTest {

    private SupervisedSystem system;

    @BeforeEach
    void make() throws Exception {
        system = new SupervisedSystem(Pythons.three());
    }

    @AfterEach
    void remove() throws Exception {
        system.close();
    }

    @Test
    void daemonHoldsUpNoRunAndDoesNotDieOfItsOutput() throws Exception {
        String script =
                """
                mkfifo go done
                daemon() { trap '' PIPE; read x <go; echo late && echo ok >done; }
                export -f daemon
                setsid bash -c 'echo up; daemon' &
                sleep 0.3
                """;
        try (Runner runner = system.connect()) {
            runner.start("a 0", system.order(script));

            runner.await('W');
            // CTL-18: after the drain time
            runner.await('V');
            runner.send('C', 0, 0).send('C', 1, 0);

            assertThat(runner.await('X').text()).startsWith("0 0 ");
            assertThat(runner.received().text(0)).isEqualTo("up\n");
            Process tell =
                    new ProcessBuilder("sh", "-c", "echo >go; cat done")
                            .directory(system.work().resolve("test").toFile())
                            .start();
            // CTL-18
            assertThat(tell.getInputStream().readAllBytes()).asString().isEqualTo("ok\n");
        }
    }

    @Test
    void whatWasThereAtTheEndIsReadHoweverLongThatTakes() throws Exception {
        system.with("window", 10_000);
        try (Runner runner = system.connect().withoutAcknowledging()) {
            runner.start("a 0", system.order("seq 9000; seq 9000 >&$ATEX_TEST_CONTROL; sleep 0.1"));
            runner.await('W');
            long length = runner.received().length(0);
            assertThat(length).isEqualTo(10_000);

            while (runner.received().length(0) < 43_893 || runner.received().length(1) < 43_893) {
                for (int stream = 0; stream < 2; stream++) {
                    runner.send('A', stream, runner.received().length(stream));
                }
                runner.await('D');
            }

            // CTL-18
            assertThat(runner.await('X').text()).startsWith("0 0 ");
        }
    }

    @Test
    void controlStreamsAreClosedOnceTheOutputBeforeDisconnectIsStored() throws Exception {
        String script =
                """
                trap '' PIPE
                echo before
                echo disconnect >&$ATEX_TEST_CONTROL
                while echo noop >&$ATEX_TEST_CONTROL; do :; done 2>/dev/null
                echo after
                """;
        try (Runner runner = system.connect().withoutAcknowledging()) {
            runner.start("a 0", system.order(script));
            runner.awaitLength(0, 7).awaitLength(1, 11);

            runner.send('Z').send('N').await('N');
            assertThat(runner.received().length(0)).isEqualTo(7);
            runner.send('A', 0, 7);

            // SUP-08, REC-01
            assertThat(runner.await('E').stream()).isEqualTo(1);
            runner.awaitLength(0, 13);
            assertThat(runner.await('X').text()).startsWith("0 0 ");
        }
    }

    @Test
    void disconnectCanBeRepeatedAfterAnAttach() throws Exception {
        Received received = new Received();
        String script = "echo x; while :; do echo noop >&$ATEX_TEST_CONTROL; done 2>/dev/null";
        try (Runner runner = system.connect(received).withoutAcknowledging()) {
            runner.start("a 0", system.order(script));
            runner.awaitLength(0, 2).awaitLength(1, 100);
            runner.send('Z').send('N').await('N');
        }

        try (Runner runner = system.connect(received).proceed().send('Z').send('A', 0, 2)) {
            // SUP-08
            assertThat(runner.await('E').stream()).isEqualTo(1);
            // WRP-02: it died of SIGPIPE
            assertThat(runner.await('X').text()).startsWith("141 0 ");
        }
    }

    @Test
    void testIsLetGoOfOnceItsOutputIsStoredThatWasNotReadYet() throws Exception {
        String script =
                """
                head -c 12000 /dev/zero
                while :; do echo noop >&$ATEX_TEST_CONTROL; done 2>/dev/null
                """;
        system.with("window", 10_000);
        try (Runner runner = system.connect().withoutAcknowledging()) {
            runner.start("a 0", system.order(script));
            runner.awaitLength(0, 10_000).awaitLength(1, 5);

            runner.send('Z').send('A', 0, 10_000).awaitLength(0, 12_000);
            runner.send('A', 0, 12_000);

            // SUP-08
            assertThat(runner.await('E').stream()).as("not closed before that").isEqualTo(1);
        }
    }

    @Test
    void connectionsBeyondTheLimitWaitAndAreServedLater() throws Exception {
        String script =
                """
                %s - "$ATEX_TEST_SOCKET" <<'END'
                import socket, sys
                all = [socket.socket(socket.AF_UNIX) for i in range(300)]
                for s in all:
                    s.connect(sys.argv[1])
                for s in all:
                    s.sendall(b"x")
                    s.close()
                END
                """
                        .formatted(Pythons.three());
        system.with("connections", 64);
        try (Runner runner = system.connect()) {
            runner.start("a 0", system.order(script));

            assertThat(runner.await('X').text()).startsWith("0 0 ");
            for (int i = 0; i < 300; i++) {
                // CTL-03
                assertThat(runner.received().text(i + 2)).isEqualTo("x");
            }
        }
    }
}

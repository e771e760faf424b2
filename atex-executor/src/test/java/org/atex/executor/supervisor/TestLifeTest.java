package org.atex.executor.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How a supervisor starts a test, and what it says of its end. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TestLifeTest {

    static List<String> pythons() throws Exception {
        return Pythons.some();
    }

    @ParameterizedTest
    @MethodSource("pythons")
    void outputControlStreamAndExitCodeArrive(String python) throws Exception {
        String script = "echo out; echo err >&2; echo noop >&$ATEX_TEST_CONTROL; cat; exit 3";
        try (SupervisedSystem system = new SupervisedSystem(python);
                Runner runner = system.connect()) {
            runner.start("a 0", system.order(script));

            String[] processes = runner.await('R').words();
            Frame end = runner.await('W');
            Frame over = runner.await('X');

            assertThat(processes).hasSize(2);
            // WRP-03, WRP-05
            assertThat(end.text()).matches("3 0 \\d+");
            assertThat(over.text()).isEqualTo(end.text());
            // RUN-07
            assertThat(runner.received().text(0)).isEqualTo("out\nerr\n");
            // CTL-01
            assertThat(runner.received().text(1)).isEqualTo("noop\n");
            assertThat(system.log()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("pythons")
    void testHasASessionOfItsOwnDefaultSignalsAndNoForeignDescriptor(String python)
            throws Exception {
        String script =
                """
                ps -o sid=,pgid= $$
                grep -E '^SigIgn' /proc/self/status
                ls /proc/$$/fd
                echo $ATEX_TEST_CONTROL
                """;
        try (SupervisedSystem system = new SupervisedSystem(python);
                Runner runner = system.connect()) {
            runner.start("a 0", system.order(script));
            String group = runner.await('R').words()[0];
            runner.await('X');

            List<String> lines = runner.received().text(0).lines().toList();
            // WRP-02
            assertThat(lines.get(0).strip().split("\\s+")).containsOnly(group);
            long ignored = Long.parseLong(lines.get(1).split("\\s+")[1], 16);
            for (int signal : new int[] {1, 2, 13, 15, 17, 25}) {
                // WRP-02
                assertThat(ignored & 1L << signal - 1).as("signal " + signal).isZero();
            }
            String control = lines.get(lines.size() - 1);
            // CTL-01
            assertThat(Integer.parseInt(control)).isGreaterThanOrEqualTo(3);
            // SUP-01; 255 is bash's own
            assertThat(lines.subList(2, lines.size() - 1))
                    .containsExactlyInAnyOrder("0", "1", "2", control, "255");
        }
    }

    @ParameterizedTest
    @MethodSource("pythons")
    void testGetsATerminalIfItAsksForOne(String python) throws Exception {
        try (SupervisedSystem system = new SupervisedSystem(python);
                Runner runner = system.connect()) {
            byte[] order =
                    new TestOrder(system.work())
                            .withSocket()
                            .field("tty", "")
                            .running("#!/bin/bash\ntty <&2; stty size; echo $TERM >/dev/tty\n");
            runner.start("a 0", order).await('X');

            // RUN-08
            assertThat(runner.received().text(0)).matches("/dev/pts/\\d+\r\n24 80\r\nvt100\r\n");
        }
    }

    @ParameterizedTest
    @MethodSource("pythons")
    void exitCodeSaysHowTheTestEnded(String python) throws Exception {
        try (SupervisedSystem system = new SupervisedSystem(python);
                Runner runner = system.connect()) {
            // RUN-10
            assertThat(end(runner, system, "#!/bin/sh\nexit 255\n")).startsWith("255 0 ");
            assertThat(end(runner, system, "#!/bin/sh\nkill -9 $$\n")).startsWith("137 0 ");
            // WRP-05
            assertThat(end(runner, system, "#!/nothing/there\n")).startsWith("127 0 ");
            assertThat(end(runner, system, "no script\0")).startsWith("126 0 ");
        }
    }

    private static String end(Runner runner, SupervisedSystem system, String script)
            throws Exception {
        runner.start("r" + script.hashCode() + " 0", new TestOrder(system.work()).running(script));
        String end = runner.await('X').text();
        runner.send('G').received().cut(0, 0);
        return end;
    }

    @ParameterizedTest
    @MethodSource("pythons")
    void connectionsAreHeardInTheOrderInWhichTheyWereMade(String python) throws Exception {
        String connect =
                """
                %s - "$ATEX_TEST_SOCKET" <<'END'
                import socket, sys
                for i in range(300):
                    s = socket.socket(socket.AF_UNIX)
                    s.connect(sys.argv[1])
                    s.sendall(b"%%d\\n" %% i)
                    s.shutdown(socket.SHUT_WR)
                    assert s.recv(1) == b""
                END
                """
                        .formatted(python);
        try (SupervisedSystem system = new SupervisedSystem(python);
                Runner runner = system.connect()) {
            runner.start("a 0", system.order(connect));

            Frame over = runner.await('X');

            // CTL-02, HLP-02: each was closed
            assertThat(over.text()).startsWith("0 0 ");
            for (int i = 0; i < 300; i++) {
                // CTL-03
                assertThat(runner.received().text(i + 2)).isEqualTo(i + "\n");
            }
            assertThat(system.work().resolve("socket")).doesNotExist();
        }
    }

    @ParameterizedTest
    @MethodSource("pythons")
    void testThatCannotBeStartedInItsDirectoryHasNoExitCode(String python) throws Exception {
        try (SupervisedSystem system = new SupervisedSystem(python);
                Runner runner = system.connect()) {
            byte[] order =
                    new TestOrder(system.work())
                            .field("cwd", "/nothing/thäre")
                            .running("#!/bin/sh\n");
            runner.start("a 0", order);

            // WRP-07, RUN-05
            assertThat(runner.await('X').text()).startsWith("- 1 ");
            assertThat(runner.received().text(0)).contains("cannot start in /nothing/thäre");
        }
    }

    @ParameterizedTest
    @MethodSource("pythons")
    void orderThatCannotBeObeyedStartsNothing(String python) throws Exception {
        try (SupervisedSystem system = new SupervisedSystem(python);
                Runner runner = system.connect()) {
            byte[] order =
                    new TestOrder(system.work())
                            .field("dir", "/nothing/thäre")
                            .running("#!/bin/sh\n");
            runner.start("a 0", order);
            // RUN-04
            assertThat(runner.await('F').text())
                    .isEqualTo("No such file or directory: /nothing/thäre");

            runner.start("b 0", "run 1000\n/bin/true".getBytes());
            assertThat(runner.await('F').text()).contains("the order ends too early");

            runner.start("a 0", system.order("exit 4"));
            assertThat(runner.await('X').text()).startsWith("4 0 ");
        }
    }

    @ParameterizedTest
    @MethodSource("pythons")
    void endNamesWatchedFilesThatHaveContent(String python) throws Exception {
        try (SupervisedSystem system = new SupervisedSystem(python);
                Runner runner = system.connect()) {
            String full = system.work().resolve("full ü").toString();
            String empty = Files.createFile(system.work().resolve("empty")).toString();
            byte[] order =
                    new TestOrder(system.work())
                            .field("watch", full)
                            .field("watch", empty)
                            .field("watch", "/nothing")
                            .running("#!/bin/sh\necho x >'" + full + "'\n");
            runner.start("a 0", order);

            assertThat(runner.await('X').text().lines().skip(1)).containsExactly(full);
        }
    }
}

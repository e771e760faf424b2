package org.atex.executor.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.atex.executor.Processes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The wrappers by themselves, with Perl and every Python that this machine has. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("slow") // and no other JDK shows anything new
class WrapperTest {

    @TempDir Path temp;

    /** Those of the system, and those of pyenv. */
    static List<String> interpreters() throws IOException {
        List<String> found = new ArrayList<>();
        for (String name : List.of("/usr/bin/perl", "/usr/bin/python3", "/usr/bin/python2.7")) {
            if (Files.isExecutable(Path.of(name))) {
                found.add(name);
            }
        }
        Path versions = Path.of(System.getProperty("user.home"), ".pyenv/versions");
        if (Files.isDirectory(versions)) {
            try (Stream<Path> all = Files.list(versions)) {
                all.map(version -> version.resolve("bin/python"))
                        .filter(Files::isExecutable)
                        .forEach(python -> found.add(python.toString()));
            }
        }
        return found;
    }

    /** The first two, for what takes long. */
    static List<String> someInterpreters() throws IOException {
        return interpreters().stream().sorted().limit(2).toList();
    }

    private Process start(String interpreter, Order order, String script) throws IOException {
        String main = temp.resolve("main").toString();
        byte[] bytes = order.script(main, "#!/bin/bash\n" + script).run(main);
        return start(interpreter, bytes);
    }

    private Process start(String interpreter, byte[] order) throws IOException {
        String name = interpreter.endsWith("perl") ? "wrapper.pl" : "wrapper.py";
        String wrapper = Files.write(temp.resolve(name), Resources.bytes(name)).toString();
        List<String> command =
                interpreter.endsWith("perl")
                        ? List.of(interpreter, wrapper)
                        : List.of(interpreter, "-S", "-E", wrapper);
        Process process =
                new ProcessBuilder(command).redirectError(temp.resolve("reports").toFile()).start();
        OutputStream in = process.getOutputStream();
        in.write(order);
        in.flush();
        return process;
    }

    private Order order() {
        return new Order().workingDirectory(temp.toString());
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private List<String> reports() throws IOException {
        return Files.readAllLines(temp.resolve("reports"));
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void commandGetsItsFilesAndVariables(String interpreter) throws Exception {
        Order order =
                order().directory(temp.resolve("d").toString())
                        .file(temp.resolve("d/f").toString(), "a file: äöü\0\n")
                        .environment(Map.of("ODD", "a\nb'\"$ ä", "EMPTY", ""));

        Process wrapper = start(interpreter, order, "cat d/f; printf '%s' \"$ODD$EMPTY\"; exit 3");

        assertThat(output(wrapper)).isEqualTo("a file: äöü\0\na\nb'\"$ ä");
        assertThat(wrapper.waitFor()).isZero();
        assertThat(reports()).hasSize(2);
        assertThat(reports().get(0)).matches("started \\d+ \\d+ \\S+ \\d+");
        assertThat(reports().get(1)).isEqualTo("ended 3");
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void signalsHaveTheirDefaultsAndNoneIsBlocked(String interpreter) throws Exception {
        Process wrapper =
                start(
                        interpreter,
                        order(),
                        "grep -E '^Sig(Blk|Ign)' /proc/self/status; ps -o pgid=,sid=,pid= $$");

        List<String> lines = output(wrapper).lines().toList();
        long blocked = Long.parseLong(lines.get(0).split("\\s+")[1], 16);
        if (!interpreter.contains("2.7")) { // which cannot unblock the SIGQUIT that our JVM blocks
            assertThat(blocked).isZero();
        }
        long ignored = Long.parseLong(lines.get(1).split("\\s+")[1], 16);
        for (int signal : new int[] {1, 2, 13, 15, 17, 25}) {
            assertThat(ignored & 1L << signal - 1).as("signal " + signal).isZero();
        }
        String[] ids = lines.get(2).strip().split("\\s+");
        assertThat(ids[0]).isEqualTo(ids[1]).isEqualTo(ids[2]);
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    @Execution(ExecutionMode.CONCURRENT)
    void wordEndsTheCommandAlsoIfItIgnoresTheHangUp(String interpreter) throws Exception {
        Process wrapper = start(interpreter, order(), "trap '' HUP; echo up; sleep 60 & wait");
        assertThat(wrapper.getInputStream().read()).isEqualTo('u');

        wrapper.getOutputStream().write("end\n".getBytes(StandardCharsets.US_ASCII));
        wrapper.getOutputStream().flush();

        assertThat(wrapper.waitFor()).isEqualTo(143);
        assertThat(reports()).hasSize(1);
        long group = Long.parseLong(reports().get(0).split(" ")[1]);
        assertThat(ProcessHandle.of(group).filter(ProcessHandle::isAlive)).isEmpty();
    }

    // WRP-08
    @ParameterizedTest
    @MethodSource("interpreters")
    void wordThatComesWithTheOrderEndsTheCommand(String interpreter) throws Exception {
        String main = temp.resolve("main").toString();
        byte[] order = order().script(main, "#!/bin/sh\nexec sleep 600\n").run(main);
        byte[] all = Arrays.copyOf(order, order.length + 4);
        System.arraycopy("end\n".getBytes(StandardCharsets.US_ASCII), 0, all, order.length, 4);

        Process wrapper = start(interpreter, all);

        assertThat(wrapper.waitFor()).isEqualTo(143);
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    @Execution(ExecutionMode.CONCURRENT)
    void hangUpEndsTheCommandByOne(String interpreter) throws Exception {
        Process wrapper =
                start(interpreter, order(), "trap 'echo bye; exit' HUP; echo up; sleep 60 & wait");
        assertThat(wrapper.getInputStream().read()).isEqualTo('u');

        Runtime.getRuntime().exec(new String[] {"kill", "-HUP", Long.toString(wrapper.pid())});

        assertThat(wrapper.waitFor()).isEqualTo(129);
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void endOfInputMeansNothing(String interpreter) throws Exception {
        Process wrapper = start(interpreter, order(), "sleep 0.3; echo still here");

        wrapper.getOutputStream().close();

        assertThat(output(wrapper)).isEqualTo("still here\n");
        assertThat(wrapper.waitFor()).isZero();
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void terminalIsOne(String interpreter) throws Exception {
        Process wrapper =
                start(interpreter, order().terminal(), "tty >/dev/null && stty size; echo $TERM");

        assertThat(output(wrapper)).isEqualTo("24 80\r\nvt100\r\n");
        assertThat(wrapper.waitFor()).isZero();
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void orderThatCannotBeObeyedIsSaid(String interpreter) throws Exception {
        Process wrapper =
                start(interpreter, order().file("/no/such/directory/f", "x"), "echo started");

        assertThat(output(wrapper)).isEmpty();
        assertThat(wrapper.waitFor()).isEqualTo(1);
        assertThat(reports())
                .containsExactly("failed No such file or directory: /no/such/directory/f");
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void whatCannotBeExecutedHasTheExitCodesOfShells(String interpreter) throws Exception {
        Files.writeString(temp.resolve("plain"), "not executable");
        for (String program : List.of("plain", "missing")) {
            Process process = start(interpreter, order().run(temp.resolve(program).toString()));

            assertThat(process.waitFor()).isZero();
            assertThat(reports().get(1))
                    .isEqualTo(program.equals("plain") ? "ended 126" : "ended 127");
        }
    }

    @ParameterizedTest
    @MethodSource("someInterpreters")
    @Execution(ExecutionMode.CONCURRENT)
    void wrapperStaysAliveToReadForADaemonOnlyForAWhile(String interpreter) throws Exception {
        Process wrapper =
                start(
                        interpreter,
                        order(),
                        "setsid bash -c 'sleep 5.8; echo daemon; echo lives >lives' & sleep 0.1");
        CompletableFuture<Process> exit = wrapper.onExit();

        assertThat(output(wrapper)).isEmpty();
        assertThat(exit.get(10, TimeUnit.SECONDS).exitValue()).isZero();
        Path lives = temp.resolve("lives");
        for (int i = 0; i < 100 && !Files.exists(lives); i++) {
            Thread.sleep(50);
        }
        assertThat(lives).as("its write to nobody did not end it").exists();
    }

    // CTL-19
    @ParameterizedTest
    @MethodSource("interpreters")
    void stdoutIsTheControlStreamWhereTheOrderSaysSo(String interpreter) throws Exception {
        Process wrapper =
                start(
                        interpreter,
                        order().controlOnStdout(),
                        """
                        echo "socket ${ATEX_TEST_SOCKET-none}" >&2
                        test $ATEX_TEST_CONTROL -ge 3
                        printf 'result 2\n{}' >&$ATEX_TEST_CONTROL
                        exit 7
                        """);

        assertThat(output(wrapper)).isEqualTo("result 2\n{}exitcode 7\n");
        assertThat(wrapper.waitFor()).isZero();
        assertThat(reports()).hasSize(4);
        assertThat(reports().get(0)).matches("started \\d+ \\d+ \\S+ \\d+");
        assertThat(reports().subList(1, 4)).containsExactly("output 12", "socket none", "over");
    }

    // WRP-03, WRP-07
    @ParameterizedTest
    @MethodSource("interpreters")
    void exitCodeGetsThroughWhateverTheTestDoesWithItsStream(String interpreter) throws Exception {
        Process wrapper =
                start(
                        interpreter,
                        order().controlOnStdout(),
                        "eval \"exec $ATEX_TEST_CONTROL>&-\"; sleep 30 & exit 1");

        assertThat(output(wrapper)).isEqualTo("exitcode 1\n");
        assertThat(wrapper.waitFor()).isZero();
    }

    // RUN-08, CTL-19
    @ParameterizedTest
    @MethodSource("interpreters")
    void terminalGoesWithAControlStreamOnStdout(String interpreter) throws Exception {
        Process wrapper =
                start(
                        interpreter,
                        order().controlOnStdout().terminal(),
                        "echo noop >&$ATEX_TEST_CONTROL; tty >/dev/null && echo yes");

        assertThat(output(wrapper)).isEqualTo("noop\nexitcode 0\n");
        assertThat(wrapper.waitFor()).isZero();
        assertThat(Files.readString(temp.resolve("reports"))).endsWith("\noutput 5\nyes\r\nover\n");
    }

    private static void ask(Process wrapper) throws IOException {
        wrapper.getOutputStream().write("pass\n".getBytes(StandardCharsets.US_ASCII));
        wrapper.getOutputStream().flush();
    }

    // OUT-02, SUP-08: it fills both pipes, and what the wrapper holds
    @ParameterizedTest
    @MethodSource("interpreters")
    void outputThatWasWrittenBeforeWeAskIsPassedOnBeforeTheAnswer(String interpreter)
            throws Exception {
        try (ControlSocket socket = ControlSocket.at(temp.resolve("socket"))) {
            Process wrapper =
                    start(
                            interpreter,
                            order().socket(socket.path.toString()),
                            """
                            head -c 100000 /dev/zero
                            trap 'printf more; exit' HUP
                            eval "exec $ATEX_TEST_CONTROL>&-"
                            while :; do sleep 0.01; done
                            """);
            assertThat(socket.next()).as("all is written").isEmpty();

            ask(wrapper);
            assertThat(wrapper.getInputStream().readNBytes(100_000)).hasSize(100_000);
            wrapper.getOutputStream().close();
            long group = Long.parseLong(reports().get(0).split(" ")[1]);
            Process hangUp = new ProcessBuilder("kill", "-HUP", Long.toString(group)).start();

            assertThat(hangUp.waitFor()).isZero();
            assertThat(output(wrapper)).isEqualTo("more");
            assertThat(reports()).contains("passed 100000", "ended 0");
        }
    }

    // OUT-02, CTL-19
    @ParameterizedTest
    @MethodSource("interpreters")
    void answerStandsBehindTheOutputWhereBothGoTheSameWay(String interpreter) throws Exception {
        Process wrapper =
                start(
                        interpreter,
                        order().controlOnStdout(),
                        """
                        printf before; echo noop >&$ATEX_TEST_CONTROL
                        until grep -q passed reports; do sleep 0.01; done
                        echo passed 99
                        """);
        assertThat(wrapper.getInputStream().readNBytes(5)).asString().isEqualTo("noop\n");

        ask(wrapper);

        assertThat(output(wrapper)).isEqualTo("exitcode 0\n");
        assertThat(wrapper.waitFor()).isZero();
        assertThat(reports().subList(1, 6))
                .containsExactly("output 6", "beforepassed 6", "output 10", "passed 99", "over");
    }

    // CTL-02
    @ParameterizedTest
    @MethodSource("interpreters")
    void testHasAConnectionOfItsOwnAndMayMakeOthers(String interpreter) throws Exception {
        try (ControlSocket socket = ControlSocket.at(temp.resolve("socket"))) {
            Process wrapper =
                    start(
                            interpreter,
                            order().socket(socket.path.toString()),
                            "echo noop >&$ATEX_TEST_CONTROL; test -S $ATEX_TEST_SOCKET");

            assertThat(socket.next()).isEqualTo("noop\n");
            assertThat(socket.next()).as("the fence").isEmpty();
            assertThat(wrapper.waitFor()).isZero();
            assertThat(reports().get(1)).isEqualTo("ended 0");
            assertThat(socket.path).as("is removed").doesNotExist();
        }
    }

    // WRP-06
    @ParameterizedTest
    @MethodSource("interpreters")
    void nothingOfTheGroupOutlivesTheScript(String interpreter) throws Exception {
        Process wrapper =
                start(interpreter, order(), "trap '' HUP TERM; sleep 60 & echo $!; exit 0");

        long pid = Long.parseLong(output(wrapper).strip());

        assertThat(wrapper.waitFor()).isZero();
        assertThat(Processes.runs(pid)).isFalse();
    }
}

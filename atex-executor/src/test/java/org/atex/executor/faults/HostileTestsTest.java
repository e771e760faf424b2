package org.atex.executor.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.atex.core.execute.TestExecutor;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestOutcome.End;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.atex.core.time.Deadline;
import org.atex.executor.OpenSshServer;
import org.atex.executor.SshTestExecutor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests that attack the runner over a real SSH server: each gets the declared error or none, writes
 * nothing outside of its artifacts, and the next test runs as if nothing had been.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class HostileTestsTest {

    private static final String BAD_CONTROL = "BadControlError";
    private static final String BAD_JSON = "BadReportJSONError";
    private static final String ABORTED = "TestAbortedError";

    /** Shell functions: raw bytes to the control stream, a result, and Python with the stream. */
    private static final String TOOLS =
            """
            raw() { printf "$@" >&$ATEX_TEST_CONTROL; }
            report() { printf 'result %d\\n%s' ${#1} "$1" >&$ATEX_TEST_CONTROL; }
            python() { python3 -c "
            import os, socket, sys, time, threading, json
            control = int(os.environ['ATEX_TEST_CONTROL'])
            def send(data):
                while data:
                    data = data[os.write(control, data):]
            def connect():
                s = socket.socket(socket.AF_UNIX)
                s.connect(os.environ['ATEX_TEST_SOCKET'])
                return s
            def result(data, files=b''):
                return b'result %d\\n' % len(data) + data + files
            $1"; }
            """;

    /** One attack, the way the test ends, and what its own result says. */
    enum Attack {
        // Lengths and limits
        LENGTH_OF_5_GB_FOR_A_DOCUMENT("raw 'result 5368709120\\n'; sleep 99", BAD_CONTROL),
        LENGTH_BELOW_ZERO("raw 'result -1\\n'; sleep 99", BAD_CONTROL),
        LENGTH_OF_ZERO("raw 'result 0\\n'; sleep 99", BAD_CONTROL),
        LENGTH_OVER_63_BITS("raw 'result 9223372036854775808\\n'; sleep 99", BAD_CONTROL),
        LENGTH_OF_A_THOUSAND_DIGITS(
                "raw \"result $(printf '9%.0s' {1..1000})\\n\"; sleep 99", BAD_CONTROL),
        LENGTH_IN_HEXADECIMAL("raw 'result 0x10\\n'; sleep 99", BAD_CONTROL),
        LENGTH_WITH_AN_UNDERSCORE("raw 'result 1_0\\n'; sleep 99", BAD_CONTROL),
        LENGTH_IN_OTHER_DIGITS("raw 'result \\u0663\\n'; sleep 99", BAD_CONTROL),
        NO_LENGTH("raw 'result\\n'; sleep 99", BAD_CONTROL),
        DOCUMENT_OF_64_MIB(
                "raw 'result 67108864\\n'; head -c 67108864 /dev/zero >&$ATEX_TEST_CONTROL; sleep 99",
                BAD_CONTROL),
        FILE_OF_5_GB_THAT_NEVER_COMES(
                "report '{\"files\": [{\"name\": \"f\", \"length\": 5368709120}]}'", BAD_CONTROL),
        FILE_LENGTH_BELOW_ZERO(
                "report '{\"files\": [{\"name\": \"f\", \"length\": -1}]}'; sleep 99", BAD_JSON),
        FILE_LENGTH_OF_THE_FUTURE(
                "report '{\"files\": [{\"name\": \"f\", \"length\": 9223372036854775808}]}'; sleep 99",
                BAD_JSON),
        FILE_LENGTH_OF_A_FRACTION(
                "report '{\"files\": [{\"name\": \"f\", \"length\": 5.5}]}'; sleep 99", BAD_JSON),
        FILE_LENGTH_OF_A_HUGE_EXPONENT(
                "report '{\"files\": [{\"name\": \"f\", \"length\": 1e999999999}]}'; sleep 99",
                BAD_JSON),

        // Documents
        A_HUNDRED_THOUSAND_LEVELS(
                "python 'send(result(b\"[\" * 100000 + b\"]\" * 100000)); time.sleep(99)'",
                BAD_JSON),
        TOO_MANY_LEVELS_IN_AN_OBJECT(
                "python 'send(result(b\"{\\\"a\\\":\" * 257 + b\"1\" + b\"}\" * 257)); time.sleep(99)'",
                BAD_JSON),
        NO_JSON("report 'rubbish'; sleep 99", BAD_JSON),
        AN_ARRAY("report '[]'; sleep 99", BAD_JSON),
        TWO_DOCUMENTS("report '{}{}'; sleep 99", BAD_JSON),
        NOT_A_NUMBER("report '{\"a\": NaN}'; sleep 99", BAD_JSON),
        A_COMMENT("report '{/* */}'; sleep 99", BAD_JSON),
        INVALID_UTF_8("raw 'result 8\\n{\"a\":\"\\xff\"'; raw '}'; sleep 99", BAD_JSON, false),
        OVERLONG_UTF_8("raw 'result 10\\n{\"a\":\"\\xc0\\xaf\"}'; sleep 99", BAD_JSON),
        NUL_IN_A_DOCUMENT("raw 'result 3\\n{\\0}'; sleep 99", BAD_JSON),
        STATUS_OF_ANOTHER_TYPE("report '{\"status\": 1}'; sleep 99", BAD_JSON),
        FILES_OF_ANOTHER_TYPE("report '{\"files\": \"f\"}'; sleep 99", BAD_JSON),
        NUMBER_OF_A_MILLION_DIGITS(
                "python 'send(result(b\"{\\\"a\\\": \" + b\"9\" * 1000000 + b\"}\"))'",
                null,
                false),
        A_LONE_SURROGATE("report '{\"name\": \"\\\\ud800\"}'", null),
        KEY_OF_A_MEGABYTE(
                "python 'send(result(b\"{\\\"\" + b\"k\" * 1000000 + b\"\\\": 1}\"))'", null),

        // Control lines
        LINE_WITHOUT_AN_END(
                "head -c 10000000 /dev/zero | tr '\\0' x >&$ATEX_TEST_CONTROL; sleep 99",
                BAD_CONTROL),
        AN_EMPTY_LINE("raw '\\n'; sleep 99", BAD_CONTROL),
        A_SPACE_FIRST("raw ' noop\\n'; sleep 99", BAD_CONTROL),
        NUL_IN_A_LINE("raw 'no\\0op\\n'; sleep 99", BAD_CONTROL),
        BEYOND_ASCII("raw 'noop \\xe4\\n'; sleep 99", BAD_CONTROL),
        A_CARRIAGE_RETURN("raw 'noop\\r\\n'; sleep 99", BAD_CONTROL),
        ANOTHER_CASE("raw 'NOOP\\n'; sleep 99", BAD_CONTROL),
        NO_SUCH_WORD("raw 'reboot now\\n'; sleep 99", BAD_CONTROL),
        EXIT_CODE_THAT_IS_NONE("raw 'exitcode abc\\n'; sleep 99", BAD_CONTROL),
        EXIT_CODE_OF_33_BITS("raw 'exitcode 4294967296\\n'; sleep 99", BAD_CONTROL),
        DURATION_THAT_IS_NONE("raw 'duration soon\\n'; sleep 99", BAD_CONTROL),
        DURATION_WITHOUT_END("raw 'duration 99999999999999999999d\\n'", null, false),
        A_THOUSAND_EXIT_CODES("for ((i = 0; i < 1000; i++)); do raw 'exitcode 7\\n'; done", null),
        A_LINE_THAT_IS_CUT("raw 'noo'", null),
        A_DOCUMENT_THAT_IS_CUT("raw 'result 100\\n{'", BAD_CONTROL),
        A_FILE_THAT_IS_CUT(
                "report '{\"files\": [{\"name\": \"f\", \"length\": 9}]}'; raw 1234", BAD_CONTROL),

        // Paths
        PATH_WITH_DOTS(
                "report '{\"files\": [{\"name\": \"../../../../../../tmp/atex-hostile\", \"length\": 1}]}'; raw x",
                null),
        ABSOLUTE_PATH(
                "report '{\"files\": [{\"name\": \"/tmp/atex-hostile\", \"length\": 1}]}'; raw x",
                null),
        NAME_WITH_DOTS(
                "report '{\"name\": \"../../../../../../tmp\", \"files\": [{\"name\": \"atex-hostile\", \"length\": 1}]}'; raw x",
                null),
        PATH_OF_NOTHING(
                "report '{\"files\": [{\"name\": \"..\", \"length\": 1}]}'; sleep 99", BAD_JSON),
        PATH_OF_4097_BYTES(
                "python 'send(result(json.dumps({\"files\": [{\"name\": \"d/\" * 2047 + \"abc\", \"length\": 1}]}).encode(), b\"x\")); time.sleep(9)'",
                BAD_JSON,
                false),
        COMPONENT_OF_256_BYTES(
                "python 'send(result(json.dumps({\"files\": [{\"name\": \"x\" * 256, \"length\": 1}]}).encode())); time.sleep(99)'",
                BAD_JSON),
        FILE_WHERE_A_DIRECTORY_IS(
                "report '{\"name\": \"n\", \"files\": [{\"name\": \"a/b\", \"length\": 1}]}'; raw x; report '{\"name\": \"n\", \"files\": [{\"name\": \"a\", \"length\": 1}]}'; raw x; sleep 99",
                BAD_JSON),
        OUTPUT_TWICE(
                "report '{\"name\": \"a\", \"testout\": \"o\"}'; report '{\"name\": \"a\", \"testout\": \"o\"}'; sleep 99",
                BAD_JSON),
        NAME_FOR_A_TERMINAL(
                "report '{\"name\": \"\\\\u001b[31mred\\\\n\", \"files\": [{\"name\": \"\\\\u0000\", \"length\": 1}]}'; raw x",
                null),

        // Connections
        TEN_THOUSAND_CONNECTIONS(
                "python 'for i in range(10000):\n    s = connect(); s.sendall(b\"noop\\n\"); s.close()'",
                null),
        THREE_HUNDRED_CONNECTIONS_AT_ONCE(
                "python 'all = [connect() for i in range(300)]\nfor s in all: s.sendall(result(b\"{\\\"name\\\":\\\"x\\\"}\"))'",
                null),
        SIXTY_FOUR_RESULTS_AT_ONCE_TO_ONE_FILE(
                """
                python 'all = [connect() for i in range(64)]
                for s in all: s.sendall(result(b\"{\\\"files\\\":[{\\\"name\\\":\\\"f\\\",\\\"length\\\":10}]}\"))
                for s in reversed(all): s.sendall(b\"01234\")
                for s in all: s.sendall(b\"56789\")'
                """,
                null),
        A_BYTE_AT_A_TIME("python 'for b in result(b\"{}\" ) * 200: send(bytes([b]))'", null),
        CONTROL_CLOSED_BY_THE_TEST("exec {ATEX_TEST_CONTROL}>&-", null),
        SOCKET_REMOVED_BY_THE_TEST("rm -f $ATEX_TEST_SOCKET", null),
        READS_FROM_THE_CONTROL_STREAM("timeout 1 cat <&$ATEX_TEST_CONTROL || true", null),

        // Processes
        WRAPPER_KILLED("kill -KILL $PPID; sleep 99", ABORTED),
        GROUP_KILLED("kill -KILL 0", null, false),
        A_DAEMON_THAT_HOLDS_EVERYTHING("setsid sleep 20 & exit 0", null),
        A_DAEMON_THAT_WRITES_ON("setsid sh -c 'while echo x; do :; done' & exit 0", null),
        A_THOUSAND_CHILDREN("for ((i = 0; i < 1000; i++)); do sleep 50 & done; exit 0", null),
        OUTPUT_WITHOUT_LINES("head -c 50000000 /dev/zero", null),
        OUTPUT_CLOSED("exec >&- 2>&-; report '{\"name\": \"a\"}'", null),
        WORK_DIRECTORY_REMOVED("rm -rf \"$TMT_TEST_INVOCATION_PATH\"", null),
        DIRECTORY_WITHOUT_PERMISSIONS(
                "mkdir -p $TMT_TEST_DATA/a/b; chmod 0 $TMT_TEST_DATA/a", null),
        NO_MEMORY_FOR_A_FORK("ulimit -u 1 || true; ulimit -v 100000; true", null);

        private final String script;
        private final String error;
        private final boolean passes;

        /** With an error, or none and exit code 0. */
        Attack(String script, String error) {
            this(script, error, true);
        }

        /**
         * Makes one.
         *
         * @param exact whether the error has to be exactly this; otherwise any way of ending will
         *     do
         */
        Attack(String script, String error, boolean exact) {
            this.script = script;
            this.error = error;
            this.passes = exact;
        }
    }

    private static OpenSshServer server;
    private static TestExecutor executor;
    private static int attempts;

    @TempDir Path temp;

    @BeforeAll
    static void start() throws Exception {
        server = new OpenSshServer();
        executor =
                SshTestExecutor.factory()
                        .open(server.reserve(Deadline.after(Duration.ofMinutes(1))), () -> true);
        executor.start(SystemSetup.none(), Deadline.never());
    }

    @AfterAll
    static void stop() throws Exception {
        if (executor != null) {
            executor.stop(Deadline.after(Duration.ofMinutes(1)));
            executor.close();
        }
        if (server != null) {
            server.release();
        }
    }

    // CTL-05 to CTL-17, RES-01 to RES-07, LIM-01 to LIM-05, PATH-01 to PATH-08, WRP-03, WRP-06
    @ParameterizedTest
    @EnumSource
    void attackGetsItsErrorAndHarmsNothing(Attack attack) throws Exception {
        Path directory = Files.createDirectory(temp.resolve("attack"));

        TestOutcome outcome = run(TOOLS + attack.script, directory);

        if (attack.passes) {
            assertEnd(attack, outcome, Files.readString(directory.resolve("results")));
        }
        assertThat(Path.of("/tmp/atex-hostile")).doesNotExist();
        assertThat(temp.toFile().list()).containsExactly("attack");
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("results", "files");
        assertOnlyFilesAndDirectories(directory);
        assertThat(run("exit 5", Files.createDirectory(temp.resolve("next"))).exitedWith(5))
                .isTrue();
    }

    private static void assertEnd(Attack attack, TestOutcome outcome, String results) {
        if (attack.error == null) {
            assertThat(outcome.exitedWith(0)).as("%s: %s", outcome, results).isTrue();
            return;
        }
        End expected = attack.error.equals(ABORTED) ? End.SYSTEM_LOST : End.PROTOCOL_ERROR;
        assertThat(outcome.end()).as(results).isEqualTo(expected);
        assertThat(results).contains("\"status\": \"infra\"", attack.error + "(");
    }

    private static void assertOnlyFilesAndDirectories(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            assertThat(all)
                    .allMatch(path -> !Files.isSymbolicLink(path))
                    .allMatch(path -> Files.isRegularFile(path) || Files.isDirectory(path));
        }
    }

    private static TestOutcome run(String script, Path directory) throws IOException {
        TestRun test = TestRun.named("/hostile", script).timeLimit(Duration.ofSeconds(60)).build();
        Attempt attempt = new Attempt(attempts++, test, 1, "server", Platform.any(), directory);
        return executor.run(attempt, result -> {});
    }
}

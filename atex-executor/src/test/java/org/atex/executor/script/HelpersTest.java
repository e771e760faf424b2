package org.atex.executor.script;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the commands for tests send, with each kind of interpreter. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@ParameterizedClass
@MethodSource("org.atex.executor.script.HelperRun#interpreters")
class HelpersTest {

    @Parameter String interpreter;

    @TempDir Path temp;

    private HelperRun helpers;
    private ControlSocket socket;

    @BeforeEach
    void openSocket() throws Exception {
        helpers = new HelperRun(temp.resolve("work"), interpreter);
        use(ControlSocket.at(temp.resolve("socket")));
    }

    @AfterEach
    void closeSocket() throws IOException {
        socket.close();
    }

    private void use(ControlSocket other) throws IOException {
        socket = other;
        helpers.with(other);
    }

    private String sent(String... command) throws Exception {
        HelperRun.Ended ended = helpers.run(command);
        assertThat(ended.status()).as(ended.output()).isZero();
        assertThat(ended.output()).isEmpty();
        return socket.next();
    }

    private static String result(String json, String data) {
        String document = json.replace('\'', '"');
        int length = document.getBytes(ISO_8859_1).length;
        return "result %d\n%s%s".formatted(length, document, data);
    }

    private static String result(String json) {
        return result(json, "");
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(temp.resolve(name), content).toString();
    }

    // HLP-01
    @Test
    void everyNameIsACommand() throws Exception {
        for (String name : Helpers.NAMES) {
            HelperRun.Ended ended = helpers.bash(name + " -h; echo after");

            if (name.endsWith("-abort")) {
                assertThat(ended.status()).as(name).isEqualTo(143);
                assertThat(socket.next()).contains("aborted by the test");
            } else {
                assertThat(ended.output()).startsWith(name + ": usage: " + name);
            }
        }
    }

    // HLP-04
    @ParameterizedTest
    @CsvSource({
        "disk/io, disk/io",
        "disk/io:, disk/io",
        "disk::, disk:",
        "/disk, disk",
        "/smoke/login/disk, disk",
        "/smoke/loginx, smoke/loginx",
        "/smoke/login,",
        "/smoke/login:,",
        "/,"
    })
    void nameIsThatOfTheSubtestOrTheTestItself(String name, @Nullable String subtest)
            throws Exception {
        String about = subtest == null ? "'partial': true" : "'name': '" + subtest + "'";
        String expected = result("{" + about + ", 'status': 'pass'}");

        assertThat(sent("tmt-report-result", name, "PASS")).isEqualTo(expected);
        assertThat(sent("rstrnt-report-result", name, "Pass", "17")).isEqualTo(expected);
        assertThat(sent("rhts-report-result", name, "pass")).isEqualTo(expected);
    }

    // HLP-04
    @Test
    void optionsStandAnywhereAndUnimportantOnesAreIgnored() throws Exception {
        String expected = result("{'name': 'a', 'status': 'warn', 'note': '-x y'}");

        assertThat(sent("tmt-report-result", "-t", "-x y", "a", "WARN")).isEqualTo(expected);
        assertThat(sent("tmt-report-result", "a", "--message=-x y", "WARN", "5"))
                .isEqualTo(expected);
        assertThat(
                        sent(
                                "tmt-report-result",
                                "-s",
                                "h",
                                "--port=1",
                                "a",
                                "-pavc",
                                "--no-plugins",
                                "warn",
                                "--message",
                                "-x y"))
                .isEqualTo(expected);
        assertThat(sent("tmt-report-result", "-t-x y", "--", "a", "warn")).isEqualTo(expected);
    }

    // HLP-04
    @Test
    void wrongCallsAreUsageOrUnknownOption() throws Exception {
        assertThat(helpers.run("tmt-report-result", "a").status()).isEqualTo(1);
        assertThat(helpers.run("tmt-report-result", "a", "pass", "-h").status()).isEqualTo(1);
        assertThat(helpers.run("tmt-report-result", "a", "pass", "-z").status()).isEqualTo(2);
        assertThat(helpers.run("tmt-report-result", "a", "pass", "--notes=x").status())
                .isEqualTo(2);
        assertThat(helpers.run("tmt-report-result", "a", "pass", "-t").status()).isEqualTo(2);
        assertThat(helpers.run("tmt-file-submit", "a").status()).isEqualTo(1);
        assertThat(socket.isEmpty()).isTrue();
    }

    // HLP-04
    @Test
    void stringsAreEscaped() throws Exception {
        String name = "$'q\"\\\\\\n\\x7f\\xff\\xc3'"; // as bash writes: q " \ LF DEL FF C3

        helpers.bash("tmt-report-result " + name + " pass -t 'ä 😀'");

        String raw = new String("ä 😀".getBytes(UTF_8), ISO_8859_1);
        assertThat(socket.next())
                .endsWith(
                        "{\"name\": \"q\\\"\\\\\\u000a\\u007f\\udcff\\udcc3\", \"status\": \"pass\","
                                + " \"note\": \"%s\"}".formatted(raw));
    }

    // HLP-05
    @Test
    void outputFileIsSentUnderItsBaseNameWithTxt() throws Exception {
        String log = file("my.log", "lines\n");
        Files.createSymbolicLink(temp.resolve("link"), Path.of("my.log"));
        String end = "'status': 'fail', 'files': [{'name': '%s', 'length': 6}]}";

        assertThat(sent("tmt-report-result", "-o", log, "a", "FAIL"))
                .isEqualTo(result("{'name': 'a', " + end.formatted("my.log.txt"), "lines\n"));
        assertThat(sent("tmt-report-result", "a", "FAIL", "--outputfile", temp + "/link"))
                .isEqualTo(result("{'name': 'a', " + end.formatted("link.txt"), "lines\n"));
        helpers.with("OUTPUTFILE", log);
        assertThat(sent("tmt-report-result", "/", "FAIL"))
                .isEqualTo(result("{'partial': true, " + end.formatted("my.log.txt"), "lines\n"));
        helpers.with("TMT_RESTRAINT_COMPATIBLE", "0");
        assertThat(sent("tmt-report-result", "a", "FAIL"))
                .isEqualTo(result("{'name': 'a', 'status': 'fail'}"));
    }

    // HLP-05
    @Test
    void whatIsNoRegularFileIsLeftOutWithAWarning() throws Exception {
        for (String path : List.of("/dev/null", temp.toString(), "/no/such/file")) {
            HelperRun.Ended ended = helpers.run("tmt-report-result", "a", "pass", "-o", path);

            assertThat(ended.status()).isZero();
            assertThat(ended.output())
                    .isEqualTo("tmt-report-result: %s is no regular file, left out\n", path);
            assertThat(socket.next()).isEqualTo(result("{'name': 'a', 'status': 'pass'}"));
        }
    }

    // HLP-06
    @Test
    void fileMayBeTheThirdArgument() throws Exception {
        String log = file("l", "abc");
        String json = "{'name': 'a', 'status': 'pass', 'files': [{'name': 'l.txt', 'length': 3}]}";

        assertThat(sent("rhts-report-result", "a", "PASS", log, "4"))
                .isEqualTo(result(json, "abc"));
        assertThat(sent("rhts-report-result", "a", "PASS", ""))
                .isEqualTo(result("{'name': 'a', 'status': 'pass'}"));
        helpers.with("OUTPUTFILE", log);
        assertThat(sent("rhts-report-result", "a", "PASS")).isEqualTo(result(json, "abc"));
    }

    // HLP-07
    @Test
    void submittedFileBelongsToTheTestItself() throws Exception {
        String log = file("l.log", "abc");
        Files.createSymbolicLink(temp.resolve("link"), Path.of("l.log"));
        String json = "{'partial': true, 'files': [{'name': '%s', 'length': 3}]}";

        for (String name : List.of("tmt-file-submit", "rhts_submit_log", "rhts-submit-log")) {
            assertThat(sent(name, "-s", "x", "-T", "3", "-l", log))
                    .isEqualTo(result(json.formatted("l.log"), "abc"));
        }
        assertThat(sent("rstrnt-report-log", "--filename", temp + "/link"))
                .isEqualTo(result(json.formatted("link"), "abc"));
        HelperRun.Ended missing = helpers.run("tmt-file-submit", "-l", temp + "/none");
        assertThat(missing.status()).isEqualTo(1);
        assertThat(missing.output()).contains("none is no regular file");
        assertThat(helpers.run("tmt-file-submit", "-l", temp.toString()).status()).isEqualTo(1);
        assertThat(socket.isEmpty()).isTrue();
    }

    // HLP-02
    @Test
    void commandWaitsUntilTheOtherSideHasReadAllAndCloses() throws Exception {
        socket.close();
        use(ControlSocket.notClosing(temp.resolve("slow")));

        Process command = helpers.start("tmt-report-result", "a", "pass");
        assertThat(socket.next()).contains("'a'".replace('\'', '"'));

        assertThat(command.isAlive()).isTrue();
        socket.goOn();
        assertThat(command.waitFor()).isZero();
    }

    // HLP-02
    @Test
    void commandsOneAfterTheOtherStayInThatOrder() throws Exception {
        helpers.bash("for i in {1..20}; do tmt-report-result $i pass; done");

        for (int i = 1; i <= 20; i++) {
            assertThat(socket.next()).contains("\"" + i + "\"");
        }
    }

    // HLP-02, HLP-03
    @Test
    void sixtyFourAtOnceAllGetThrough() throws Exception {
        HelperRun.Ended ended =
                helpers.bash(
                        """
                        for i in {1..64}; do tmt-report-result $i pass & all+=($!); done
                        for one in "${all[@]}"; do wait $one || echo failed; done
                        """);

        assertThat(ended.output()).isEmpty();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            names.add(socket.next().split("\"")[3]);
        }
        assertThat(names).doesNotHaveDuplicates().hasSize(64);
    }

    // RUN-13
    @Test
    void noDiskSpaceIsNeeded() throws Exception {
        String log = file("l", "abc");

        HelperRun.Ended ended =
                helpers.bash("ulimit -f 0; tmt-report-result a pass; tmt-file-submit -l " + log);

        assertThat(ended).isEqualTo(new HelperRun.Ended(0, ""));
        assertThat(socket.next()).startsWith("result ");
        assertThat(socket.next()).endsWith("abc");
    }

    // HLP-03
    @Test
    void withoutTheSocketTheInheritedDescriptorTakesOneResultAfterTheOther() throws Exception {
        String log = file("l", "x".repeat(200_000));
        helpers.with("ATEX_TEST_SOCKET", temp + "/none").with("ATEX_TEST_CONTROL", "9");

        HelperRun.Ended ended =
                helpers.bash(
                        """
                        cd %s && mkfifo pipe && { cat pipe >all & cat=$!; } && exec 9>pipe
                        for i in {1..8}; do tmt-file-submit -l %s & all+=($!); done
                        for one in "${all[@]}"; do wait $one || echo failed; done
                        exec 9>&-; wait $cat
                        """
                                .formatted(temp, log));

        assertThat(ended).isEqualTo(new HelperRun.Ended(0, ""));
        String one =
                result(
                        "{'partial': true, 'files': [{'name': 'l', 'length': 200000}]}",
                        "x".repeat(200_000));
        assertThat(Files.readString(temp.resolve("all")).equals(one.repeat(8))).isTrue();
    }

    // HLP-03
    @Test
    void withoutAnyWayToTheRunnerThereIsAMessage() throws Exception {
        socket.close();
        Files.delete(socket.path);
        Path other = temp.resolve("other");

        HelperRun.Ended ended =
                helpers.with("ATEX_TEST_CONTROL", "9").bash("tmt-report-result a pass; echo $?");
        HelperRun.Ended elsewhere = helpers.bash("tmt-report-result a pass 9>" + other);

        assertThat(ended.output()).contains("there is no way to the runner").endsWith("1\n");
        assertThat(elsewhere.status()).isEqualTo(1);
        assertThat(other).isEmptyFile();
    }

    // HLP-03
    @Test
    void fileThatGrowsOrShrinksMeanwhileHasTheLengthItHadAtFirst() throws Exception {
        for (boolean grows : new boolean[] {true, false}) {
            socket.close();
            use(ControlSocket.notReading(temp.resolve("late" + grows)));
            Path log = Path.of(file("l", "x".repeat(5_000_000)));
            Process command = helpers.start("tmt-file-submit", "-l", log.toString());
            socket.awaitAccepted();

            if (grows) {
                Files.writeString(log, "y", StandardOpenOption.APPEND);
            } else {
                Files.writeString(log, "");
            }
            socket.goOn();

            assertThat(command.waitFor()).isZero();
            String data = socket.next().split("}", 2)[1].substring(2);
            assertThat(data).hasSize(5_000_000).matches(grows ? "x+" : "x*\0+");
        }
    }

    // HLP-08
    @Test
    void rebootLetsTheRunnerGoFirstAndNeverReturns() throws Exception {
        fake("systemctl", "exit 1");
        fake("sync", "");

        Process command =
                helpers.start("tmt-reboot", "-t", "9", "-e", "-c", "tmt-report-result done info");

        assertThat(socket.next()).startsWith("disconnect\n");
        assertThat(socket.next()).contains("done");
        assertThat(command.isAlive()).isTrue();
        String ignored =
                Files.readAllLines(Path.of("/proc/%d/status".formatted(command.pid()))).stream()
                        .filter(line -> line.startsWith("SigIgn"))
                        .findFirst()
                        .orElseThrow();
        long mask = Long.parseLong(ignored.split("\\s+")[1], 16);
        assertThat(mask & 1).as("SIGHUP").isNotZero();
        assertThat(mask & 1 << 12).as("SIGPIPE").isNotZero();
        command.destroyForcibly().waitFor();
        assertThat(calls()).hasSize(2).last().isEqualTo("sync");
        assertThat(calls().get(0)).startsWith("systemctl --no-ask-password stop ");
    }

    // HLP-08
    @ParameterizedTest
    @CsvSource({
        "tmt-reboot -s, false, systemctl soft-reboot",
        "rhts-reboot, false, systemctl reboot",
        "rstrnt-reboot, true, reboot"
    })
    void rebootIsThatOfSystemdOrAnother(String line, boolean systemdFails, String last)
            throws Exception {
        fake("sync", "");
        fake(
                "systemctl",
                systemdFails ? "exit 1" : "case $* in *reboot) tmt-report-result a b; esac");
        fake("reboot", "tmt-report-result a b");

        Process command = helpers.start(line.split(" "));

        assertThat(socket.next()).startsWith("disconnect\n");
        assertThat(socket.next()).contains("result");
        command.destroyForcibly().waitFor();
        assertThat(calls()).last().isEqualTo(last);
    }

    /** A program that notes how it was called, and does this. */
    private void fake(String name, String text) throws IOException {
        Path fakes = Files.createDirectories(temp.resolve("fakes"));
        Path file = fakes.resolve(name);
        Files.writeString(
                file, "#!/bin/sh\necho ${0##*/} $* >>%s/calls\n%s\n".formatted(temp, text));
        assertThat(file.toFile().setExecutable(true)).isTrue();
        helpers.with("PATH", "%s:%s/helpers:/usr/bin:/bin".formatted(fakes, helpers.work));
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(temp.resolve("calls"));
    }

    // HLP-09
    @Test
    void abortReportsAnErrorAndEndsItsParent() throws Exception {
        HelperRun.Ended ended = helpers.bash("rhts-abort -t recipe; echo after");

        assertThat(ended).isEqualTo(new HelperRun.Ended(143, ""));
        assertThat(socket.next())
                .isEqualTo(
                        result(
                                "{'partial': true, 'status': 'error', 'note': 'aborted by the"
                                        + " test'}"));
    }

    // HLP-10
    @Test
    void watchdogIsTheDuration() throws Exception {
        assertThat(sent("rstrnt-adjust-watchdog", "90m")).isEqualTo("duration 90m\n");
        assertThat(sent("rhts-adjust-watchdog", "3600")).isEqualTo("duration 3600\n");
        for (String wrong : List.of("", "m", "1x", "1m 2", "+5", "1m\nexitcode 0")) {
            assertThat(helpers.run("rhts-adjust-watchdog", wrong).status()).isEqualTo(1);
        }
        assertThat(socket.isEmpty()).isTrue();
    }

    // BKR-04
    @Test
    void logOfAPhaseThatTellsNothingNewIsLeftOut() throws Exception {
        helpers.with("BEAKERLIB_DIR", temp.toString());
        String journal = file("tmp.journal", ":: [ PASS ] :: yes\n\n::\n");
        String mixed = file("tmp.mixed", ":: [ PASS ] :: yes\nhello\n");
        String output = file("OUTPUTFILE", "hello\n");
        String log = file("other", ":: only\n");
        String end = "'status': 'pass', 'files': [{'name': '%s', 'length': %d}]}";

        String none = result("{'name': 'a', 'status': 'pass'}");
        assertThat(sent(Helpers.BEAKERLIB_REPORT, "a", "PASS", journal, "0")).isEqualTo(none);
        assertThat(sent(Helpers.BEAKERLIB_REPORT, "a", "PASS", output, "0")).isEqualTo(none);
        assertThat(sent(Helpers.BEAKERLIB_REPORT, "Test", "PASS", mixed, "0"))
                .isEqualTo(result("{'name': 'Test', 'status': 'pass'}"));
        assertThat(sent(Helpers.BEAKERLIB_REPORT, "a", "PASS", mixed, "0"))
                .contains("tmp.mixed.txt")
                .endsWith("hello\n");
        assertThat(sent(Helpers.BEAKERLIB_REPORT, "Test2", "PASS", log, "0"))
                .isEqualTo(
                        result("{'name': 'Test2', " + end.formatted("other.txt", 8), ":: only\n"));
    }

    // BKR-04
    @Test
    void namesOfBeakerlibAreCleanedAndNoOptions() throws Exception {
        String log = file("a'b (c)ä_1.log", "x");

        assertThat(sent(Helpers.BEAKERLIB_REPORT, "-t-", "WARN", log, "0"))
                .isEqualTo(
                        result(
                                "{'name': '-t-', 'status': 'warn', 'files': [{'name': 'ab"
                                        + " c_1.log.txt', 'length': 1}]}",
                                "x"));
    }
}

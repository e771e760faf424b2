package org.atex.executor;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.atex.core.execute.TestExecutor;
import org.atex.core.result.TestOutcome;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.atex.core.time.Deadline;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests with {@code framework: beakerlib}, of which a few lines of shell play the part. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class BeakerlibTest {

    /** A package "beakerlib", whose function calls the commands as the real one does. */
    private static final String INSTALL =
            """
            set -e
            mkdir -p /repo /tmp/b/DEBIAN /tmp/b/usr/share/beakerlib; cd /repo
            cat >/tmp/b/usr/share/beakerlib/beakerlib.sh <<'EOF'
            phase() {
                local log; log=$(mktemp); printf '%s\\n' "${@:3}" >"$log"
                $BEAKERLIB_COMMAND_REPORT_RESULT "$1" "$2" "$log" 0
            }
            EOF
            printf 'Package: beakerlib\\nVersion: 1\\nArchitecture: all\\nMaintainer: x <x@y.z>\\nDescription: x\\n' \
                >/tmp/b/DEBIAN/control
            dpkg-deb -b /tmp/b b.deb
            { cat /tmp/b/DEBIAN/control
              echo "Filename: ./b.deb"
              echo "Size: $(stat -c %s b.deb)"
              echo "SHA256: $(sha256sum b.deb | cut -d' ' -f1)"; echo; } >Packages
            rm -rf /etc/apt/sources.list /etc/apt/sources.list.d/*
            echo 'deb [trusted=yes] file:/repo ./' >/etc/apt/sources.list
            """;

    private static final String LIBRARY = ". /usr/share/beakerlib/beakerlib.sh\n";

    private static SshContainer container;
    private static SshSystem system;

    @TempDir Path temp;

    @BeforeAll
    static void startContainer() throws Exception {
        container = new SshContainer();
        system = container.reserve(Deadline.after(ofMinutes(2)));
        container.execute("bash", "-c", INSTALL);
    }

    @AfterAll
    static void stopContainer() {
        if (container != null) {
            container.release();
        }
    }

    private TestOutcome run(String script) throws Exception {
        return run(SystemSetup.none(), script);
    }

    private TestOutcome run(SystemSetup setup, String script) throws Exception {
        TestRun test =
                TestRun.named("/a", LIBRARY + script)
                        .metadata(Map.of("framework", "beakerlib"))
                        .environment(Map.of("TESTID", "mine", "BEAKERLIB_JOURNAL", "1"))
                        .build();
        try (TestExecutor executor =
                SshTestExecutor.builder()
                        .settleTime(ofMillis(300))
                        .factory()
                        .open(system, () -> true)) {
            executor.start(setup, Deadline.never());
            TestOutcome outcome =
                    executor.run(
                            new Attempt(1, test, 1, "container", Platform.any(), temp),
                            result -> {});
            executor.stop(Deadline.never());
            return outcome;
        }
    }

    private List<String> lines() throws IOException {
        return Files.readString(temp.resolve("results"))
                .lines()
                .map(line -> line.replace('"', '\''))
                .toList();
    }

    // BKR-01, BKR-04
    @Test
    void phasesAreResultsAndLogsThatOnlyRepeatTheJournalAreNot() throws Exception {
        TestOutcome outcome =
                run("phase Setup PASS text; phase one PASS ':: journal'; phase two PASS text");

        assertThat(outcome.passed()).isTrue();
        assertThat(lines().subList(0, 2))
                .containsExactly(
                        "{'name': 'Setup', 'status': 'pass'}", "{'name': 'one', 'status': 'pass'}");
        assertThat(lines().get(2)).contains("'two'", "'files': ['tmp.");
        assertThat(lines().get(3)).contains("output.txt");
    }

    // BKR-01
    @Test
    void variablesOfBeakerlibWinOverThoseOfTheTest() throws Exception {
        run(
                """
                test "$BEAKERLIB_JOURNAL" = 0 -a "$TESTID" != mine -a -n "$TESTID"
                test "$(ls -A "$BEAKERLIB_DIR")" = metadata.yaml
                grep framework "$BEAKERLIB_DIR/metadata.yaml"
                """);

        assertThat(Files.readString(temp.resolve("files/output.txt")))
                .contains("framework: beakerlib");
    }

    // BKR-03
    @Test
    void failedPhaseIsAFailedTest() throws Exception {
        assertThat(run("phase one WARN; phase two PASS; exit 0").exitedWith(1)).isTrue();

        assertThat(lines()).last().asString().contains("'status': 'fail'");
    }

    // BKR-03
    @Test
    void exitCodeOfATestWhosePhasesPassedStays() throws Exception {
        assertThat(run("phase one PASS; exit 123").exitedWith(123)).isTrue();
    }

    // BKR-03
    @Test
    void resultOfTheTestItselfIsTheLastWord() throws Exception {
        TestOutcome outcome =
                run(
                        """
                        phase one FAIL
                        document='{"status": "pass"}'
                        printf 'result %d\\n%s' ${#document} "$document" >&$ATEX_TEST_CONTROL
                        """);

        assertThat(outcome.exitedWith(0)).isTrue();
    }

    // BKR-01, BKR-05
    @Test
    void phaseThatARebootCutOffReportsNothing() throws Exception {
        TestOutcome outcome =
                run(
                        """
                        if [ $REBOOTCOUNT = 0 ]; then
                            phase one PASS
                            echo 'TESTRESULT_RESULT_STRING=FAIL' >"$BEAKERLIB_DIR/TestResults"
                            echo '<phase name="two" result="FAIL"/>' >"$BEAKERLIB_DIR/journal.xml"
                            rhts-reboot -c 'kill -KILL '$$
                        fi
                        test -s "$BEAKERLIB_DIR/TestResults"
                        phase three PASS
                        """);

        assertThat(outcome.passed()).isTrue();
        assertThat(lines())
                .containsExactly(
                        "{'name': 'one', 'status': 'pass'}",
                        "{'name': 'three', 'status': 'pass'}",
                        "{'status': 'pass', 'files': ['output.txt']}");
    }

    // BKR-06
    @Test
    void librariesAreFilesOfTheTree() throws Exception {
        Path tree = Files.createDirectory(temp.resolveSibling(temp.getFileName() + "-tree"));
        Path library = Files.createDirectories(tree.resolve("libs/certificates/main"));
        Files.writeString(library.resolve("lib.sh"), "certificate() { phase library PASS; }\n");

        TestOutcome outcome =
                run(
                        SystemSetup.ofTree(tree),
                        ". $TMT_TREE/libs/certificates/main/lib.sh; certificate");

        assertThat(outcome.passed()).isTrue();
        assertThat(lines().get(0)).startsWith("{'name': 'library', 'status': 'pass'");
    }

    // BKR-02
    @Test
    void firstFailingCommandEndsTheTest() throws Exception {
        assertThat(run("phase one PASS; false | true; phase two PASS").exitedWith(1)).isTrue();

        assertThat(lines()).noneMatch(line -> line.contains("'two'"));
    }
}

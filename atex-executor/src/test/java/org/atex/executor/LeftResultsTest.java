package org.atex.executor;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.atex.core.execute.TestExecutor;
import org.atex.core.result.Status;
import org.atex.core.result.TestOutcome;
import org.atex.core.system.Provisioner;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.atex.core.time.Deadline;
import org.atex.provision.local.LocalProvisioner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Helpers and files in the manner of tmt, in tests that really run. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LeftResultsTest {

    private static Provisioner provisioner;
    private static SshSystem system;

    @TempDir Path temp;

    @BeforeAll
    static void reserve() throws InterruptedException {
        provisioner = new LocalProvisioner();
        system = provisioner.reserve(Deadline.after(ofMinutes(1)));
    }

    @AfterAll
    static void release() {
        provisioner.release();
    }

    private TestOutcome run(String script) throws Exception {
        return run(TestRun.named("/a", script).build());
    }

    private TestOutcome run(TestRun test) throws Exception {
        try (TestExecutor executor = SshTestExecutor.factory().open(system, () -> true)) {
            executor.start(SystemSetup.none(), Deadline.never());
            TestOutcome outcome =
                    executor.run(
                            new Attempt(1, test, 1, "local", Platform.any(), temp), result -> {});
            executor.stop(Deadline.never());
            return outcome;
        }
    }

    private List<String> lines() throws IOException {
        return Files.readString(temp.resolve("results"))
                .lines()
                .map(line -> line.replace('"', '\'').replace("': ", "':").replace(", '", ",'"))
                .toList();
    }

    private String file(String name) throws IOException {
        return Files.readString(temp.resolve("files").resolve(name));
    }

    /** All stored files, without the output. */
    private List<String> files() throws IOException {
        Path root = temp.resolve("files");
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .map(path -> root.relativize(path).toString())
                    .filter(name -> !name.equals("output.txt"))
                    .sorted()
                    .toList();
        }
    }

    // HLP-01, HLP-02, HLP-04, HLP-07
    @Test
    void helpersAreOnThePathAndReportInOrder() throws Exception {
        TestOutcome outcome =
                run(
                        """
                        echo log >log
                        for i in 1 2 3; do tmt-report-result sub$i PASS; done
                        "$TMT_SCRIPTS_DIR/rhts-submit-log" -l log
                        rhts-report-result / FAIL log
                        """);

        assertThat(outcome.status()).contains(Status.FAIL);
        assertThat(lines())
                .containsExactly(
                        "{'name':'sub1','status':'pass'}",
                        "{'name':'sub2','status':'pass'}",
                        "{'name':'sub3','status':'pass'}",
                        "{'files':['output.txt','log','log.txt'],'status':'fail'}");
    }

    // HLP-09
    @Test
    void abortEndsTheTestWithAnError() throws Exception {
        TestOutcome outcome = run("tmt-abort; echo after");

        assertThat(outcome.exitedWith(143)).isTrue();
        assertThat(lines())
                .containsExactly(
                        "{'status':'error','note':'aborted by the test','files':['output.txt']}");
        assertThat(file("output.txt")).doesNotContain("after");
    }

    // TMT-01
    @Test
    void variablesOfTmtAreSet() throws Exception {
        run(
                """
                test -d "$TMT_TEST_DATA" -a -w "$TMT_TEST_DATA" -a -z "$(ls -A "$TMT_TEST_DATA")"
                test -d "$TMT_PLAN_DATA" -a -d "$TMT_TEST_INVOCATION_PATH"
                test -n "$TMT_TEST_SUBMITTED_FILES" -a -n "$TMT_TEST_PIDFILE"
                test -x "$TMT_SCRIPTS_DIR/tmt-reboot"
                echo "$TMT_TEST_SERIAL_NUMBER $RSTRNT_TASKNAME"
                """);

        assertThat(file("output.txt")).isEqualTo("1 /a\n");
    }

    // TMT-02, TMT-04
    @Test
    void reportedResultsAreTakenWhenTheTestHasEnded() throws Exception {
        TestOutcome outcome =
                run(
                        """
                        cd "$TMT_TEST_DATA"; mkdir d; echo one >d/one.log; echo two >two.log
                        cat >tmt-report-results.yaml <<EOF
                        - {name: /sub, result: fail, note: [a, b], log: [d/one.log, two.log]}
                        - {name: /, result: fail, note: for the test, log: two.log}
                        EOF
                        """);

        assertThat(outcome.passed()).isTrue();
        assertThat(lines())
                .containsExactly(
                        "{'name':'sub','files':['one.log','two.log'],'status':'fail','note':'a; b'}",
                        "{'files':['output.txt','two.log'],'note':'for the test','status':'pass'}");
        assertThat(file("sub/one.log")).isEqualTo("one\n");
        assertThat(file("two.log")).isEqualTo("two\n");
    }

    // TMT-02
    @Test
    void customResultsAreReadOnlyIfTheMetadataSaySo() throws Exception {
        String script =
                "echo '[{\"name\": \"x\", \"result\": \"skip\"}]' >$TMT_TEST_DATA/results.json";

        run(
                TestRun.named("/a", script + "; touch $TMT_TEST_DATA/results.yaml")
                        .metadata(Map.of("result", "custom"))
                        .build());

        assertThat(lines()).hasSize(2).contains("{'name':'x','status':'skip'}");
    }

    // TMT-02
    @Test
    void otherTestsMayHaveSuchFilesForThemselves() throws Exception {
        run("echo '[{\"name\": \"x\"}]' >$TMT_TEST_DATA/results.json");

        assertThat(lines()).hasSize(1);
    }

    // TMT-03
    @Test
    void submittedFilesAreAddedUnlessTheyCameAlready() throws Exception {
        run(
                """
                cd "$TMT_TEST_DATA"; echo 1 >one; echo 2 >two; mkdir d; echo 3 >d/three
                tmt-file-submit -l one
                printf '%s\\n' one two none "$TMT_TEST_DATA/d/three" >"$TMT_TEST_SUBMITTED_FILES"
                """);

        assertThat(files()).containsExactly("d/three", "one", "two");
        assertThat(file("one")).isEqualTo("1\n");
        assertThat(lines())
                .containsExactly("{'files':['output.txt','d/three','one','two'],'status':'pass'}");
    }

    // TMT-05
    @Test
    void onlyRegularFilesInsideOfTheDataDirectoryAreFetched() throws Exception {
        run(
                """
                cd "$TMT_TEST_DATA"; echo good >good; ln -s good link; ln -s /etc/passwd out
                ln -s . loop; ln -s /etc etc; mkfifo fifo; mkdir dir; echo secret >../secret
                printf '%s\\n' link out loop/good etc/passwd fifo dir ../secret /etc/passwd \
                    ../data/good -n ' ' >"$TMT_TEST_SUBMITTED_FILES"
                """);

        assertThat(files()).containsExactly("data/good", "link", "loop/good");
        assertThat(file("link")).isEqualTo("good\n");
    }

    // TMT-05
    @Test
    void dataDirectoryThatIsReplacedLeadsNowhere() throws Exception {
        run(
                """
                rm -r "$TMT_TEST_DATA"; ln -s /etc "$TMT_TEST_DATA"
                echo passwd >"$TMT_TEST_SUBMITTED_FILES"
                """);

        assertThat(files()).isEmpty();
        assertThat(lines()).hasSize(1);
    }

    // TMT-06
    @Test
    void fileThatCannotBeParsedIsNamedInTheNote() throws Exception {
        TestOutcome outcome = run("echo '- [' >$TMT_TEST_DATA/tmt-report-results.yaml");

        assertThat(outcome.passed()).isTrue();
        assertThat(lines()).singleElement().asString().contains("'note':'tmt-report-results.yaml ");
    }

    // TMT-06
    @Test
    void noteOfTheTestItselfStays() throws Exception {
        run(
                """
                echo '- [' >$TMT_TEST_DATA/tmt-report-results.yaml
                tmt-report-result -t mine / PASS
                """);

        assertThat(lines()).singleElement().asString().contains("'note':'mine'");
    }

    // TMT-02
    @Test
    void listThatIsTooLongIsNotRead() throws Exception {
        run("truncate -s 17M $TMT_TEST_DATA/tmt-report-results.yaml");

        assertThat(lines()).singleElement().asString().contains("cannot be read: long");
    }

    // TMT-05, PATH-01
    @Test
    void resultThatCannotBeStoredIsLeftOutAndTheOthersAreTaken() throws Exception {
        TestOutcome outcome =
                run(
                        """
                        cd "$TMT_TEST_DATA"; echo x >x
                        echo '[{name: a, log: x}, {name: a/x, log: x}, {name: b}]' \
                            >tmt-report-results.yaml
                        """);

        assertThat(outcome.passed()).isTrue();
        assertThat(files()).containsExactly("a/x");
        assertThat(lines()).contains("{'name':'b'}");
    }

    // TMT-02
    @Test
    void nothingIsTakenOfATestThatAnErrorEnded() throws Exception {
        run(
                """
                echo '[{name: x}]' >$TMT_TEST_DATA/tmt-report-results.yaml
                echo nonsense >&$ATEX_TEST_CONTROL; sleep 60
                """);

        assertThat(lines()).singleElement().asString().contains("BadControlError");
    }
}

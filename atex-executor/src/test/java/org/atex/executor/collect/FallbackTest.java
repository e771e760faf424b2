package org.atex.executor.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.atex.core.result.ErrorKind;
import org.atex.core.result.Status;
import org.atex.core.result.TestError;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Section 5: the fallback result. */
class FallbackTest {

    @TempDir Path directory;
    private Run run;

    @BeforeEach
    void start() {
        run = new Run(directory);
    }

    @Test
    void fbk01_notIfANamelessResultWasStored() throws Exception {
        run.report("{'status': 'warn'}");

        Finished finished = run.abort(Run.aborted("x"));

        assertThat(run.lines()).containsExactly("{'status': 'warn'}");
        assertThat(finished.status()).contains(Status.WARN);
        assertThat(directory.resolve("files")).isEmptyDirectory();
    }

    @Test
    void fbk01_anOpenOneIsStoredAsItIsThen() throws Exception {
        run.report("{'status': 'pass'}").report("{'partial': true, 'note': 'more'}");

        Finished finished = run.exit(1);

        assertThat(run.lines()).containsExactly("{'status': 'pass'}", "{'note': 'more'}");
        assertThat(finished.status()).isEmpty();
        assertThat(finished.results()).isEqualTo(2);
    }

    @Test
    void fbk01_namedResultsDoNotCount() throws Exception {
        run.report("{'name': 'a', 'status': 'pass'}").exit(0);

        assertThat(run.lines()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"0, pass", "1, fail", "-1, fail", "255, fail"})
    void fbk02_theExitCodeDecides(int code, String status) throws Exception {
        Finished finished = run.print("hello").exit(code);

        assertThat(run.lines())
                .containsExactly("{'status': '%s', 'files': ['output.txt']}".formatted(status));
        assertThat(run.file("output.txt")).isEqualTo("hello");
        assertThat(finished.status()).contains(new Status(status));
        assertThat(run.reported).hasSize(1);
    }

    @Test
    void fbk03_theStatusOfAnOpenOneStays() throws Exception {
        run.report("{'partial': true, 'status': 'skip', 'note': 'n'}").exit(1);

        assertThat(run.lines())
                .containsExactly("{'status': 'skip', 'note': 'n', 'files': ['output.txt']}");
    }

    @Test
    void fbk03_withoutStatusTheExitCodeDecides() throws Exception {
        run.report("{'partial': true, 'status': null, 'note': 'n'}").exit(1);

        assertThat(run.lines())
                .containsExactly("{'note': 'n', 'status': 'fail', 'files': ['output.txt']}");
    }

    @Test
    void fbk03_itsTestoutStays() throws Exception {
        run.report("{'partial': true, 'testout': 'mine'}").exit(0);

        assertThat(run.lines()).containsExactly("{'status': 'pass', 'files': ['mine']}");
    }

    @Test
    void fbk03_noTestoutIfItsFilesHoldOutputTxt() throws Exception {
        run.report("{'partial': true, 'files': [{'name': './output.txt', 'length': 2}]}", "my");
        run.print("other").exit(0);

        assertThat(run.lines()).containsExactly("{'files': ['output.txt'], 'status': 'pass'}");
        assertThat(run.file("output.txt")).isEqualTo("my");
    }

    @Test
    void fbk03_aNameConflictCostsTheTestout() throws Exception {
        run.report("{'name': 'output.txt', 'files': [{'name': 'a', 'length': 0}]}").exit(0);

        assertThat(run.lines())
                .containsExactly("{'name': 'output.txt', 'files': ['a']}", "{'status': 'pass'}");
    }

    @Test
    void fbk04_anErrorMakesItInfra() throws Exception {
        Finished finished = run.abort(Run.aborted("cancel requested"));

        assertThat(run.lines())
                .containsExactly(
                        "{'status': 'infra', 'note': 'TestAbortedError(cancel requested)', 'files':"
                                + " ['output.txt']}");
        assertThat(finished.status()).contains(Status.INFRA);
    }

    @Test
    void fbk04_anErrorGoesOverWhatAPartialOneSaid() throws Exception {
        run.report(
                "{'partial': true, 'status': 'pass', 'note': 'fine', 'files': [{'name': 'output.txt',"
                        + " 'length': 0}]}");
        TestError error = run.errorOf("[]");
        run.collector.finish(OptionalInt.of(0), Optional.of(error));

        assertThat(error.kind()).isEqualTo(ErrorKind.BAD_REPORT_JSON);
        assertThat(run.lines())
                .containsExactly(
                        "{'status': 'infra', 'note': 'BadReportJSONError(result is not a JSON"
                                + " object)', 'files': ['output.txt']}");
    }

    @Test
    void fbk05_anExistingSlotKeepsItsPlaceANewOneComesLast() throws Exception {
        run.report("{'partial': true, 'name': 'a'}").report("{'partial': true, 'x': 1}");
        run.report("{'partial': true, 'name': 'b'}").exit(0);

        assertThat(run.lines())
                .containsExactly(
                        "{'name': 'a'}",
                        "{'x': 1, 'status': 'pass', 'files': ['output.txt']}",
                        "{'name': 'b'}");
    }

    @Test
    void fbk05_aNewSlotComesLast() throws Exception {
        run.report("{'partial': true, 'name': 'b'}").report("{'partial': true, 'name': 'a'}");
        run.exit(0);

        assertThat(run.lines())
                .containsExactly(
                        "{'name': 'b'}",
                        "{'name': 'a'}",
                        "{'status': 'pass', 'files': ['output.txt']}");
    }

    @Test
    void run04_aFailedSetupIsOneResultWithoutFiles() throws Exception {
        TestError error = run.collector.setupFailed("no such package\n");
        run.collector.close();

        assertThat(error).isEqualTo(TestError.of(ErrorKind.SETUP, "no such package\n"));
        assertThat(run.lines())
                .containsExactly(
                        "{'status': 'infra', 'note': 'TestSetupError(no such package\\n)'}");
        assertThat(run.tree()).containsExactly("files/", "results");
        assertThat(run.reported.get(0).status()).contains(Status.INFRA);
    }

    @Test
    void run04_itsOutputIsCutToTheLast16KiB() throws Exception {
        String output = "x" + "é".repeat(10_000);

        String kept = run.collector.setupFailed(output).message();

        assertThat(kept).isEqualTo("é".repeat(8192));
        assertThat(SetupFailure.error("a" + "é".repeat(8191) + "b").message())
                .isEqualTo("a" + "é".repeat(8191) + "b");
        assertThat(SetupFailure.error("é".repeat(8192) + "b").message())
                .isEqualTo("é".repeat(8191) + "b");
    }
}

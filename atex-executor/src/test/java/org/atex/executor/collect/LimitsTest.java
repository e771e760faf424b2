package org.atex.executor.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.atex.core.result.ErrorKind;
import org.atex.core.result.TestError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 7: limits. */
class LimitsTest {

    @TempDir Path directory;

    private Run run() {
        return new Run(directory);
    }

    private Run run(CollectorLimits limits) {
        return new Run(directory, limits);
    }

    private static String nested(int levels) {
        return "{'a': " + "[".repeat(levels - 1) + "]".repeat(levels - 1) + "}";
    }

    private static String nestedObjects(int levels) {
        return "{'a': ".repeat(levels) + "1" + "}".repeat(levels);
    }

    @Test
    void lim01_theLimitIsAnOption() throws Exception {
        Run run = run(CollectorLimits.DEFAULT.withJsonBytes(10));
        run.report("{'a': 123}");

        assertThat(run.errorOf("{'a': 1234}").kind()).isEqualTo(ErrorKind.BAD_CONTROL);
    }

    @Test
    void lim01_theLargestDocumentIsTaken() throws Exception {
        String filler = "x".repeat((16 << 20) - 8);
        Run run = run().report("{'a':'" + filler + "'}".replace(" ", ""));

        assertThat(directory.resolve("results")).hasSize(filler.length() + 10L);
        assertThat(run.errorOf("{'a': '" + filler + "'}").kind()).isEqualTo(ErrorKind.BAD_CONTROL);
    }

    @Test
    void lim02_256LevelsAreTaken() throws Exception {
        Run run = run().report(nested(256)).report(nestedObjects(256));

        assertThat(run.lines()).containsExactly(nested(256), nestedObjects(256));
    }

    @ParameterizedTest
    @ValueSource(ints = {257, 1000, 100_000})
    void lim02_moreLevelsAreRefused(int levels) throws IOException {
        assertThat(run().errorOf(nested(levels)).kind()).isEqualTo(ErrorKind.BAD_REPORT_JSON);
    }

    @ParameterizedTest
    @ValueSource(ints = {257, 100_000})
    void lim02_moreLevelsOfObjectsAreRefused(int levels) throws IOException {
        assertThat(run().errorOf(nestedObjects(levels)).kind())
                .isEqualTo(ErrorKind.BAD_REPORT_JSON);
    }

    @Test
    void lim02_deepPartialResultsAreMerged() throws Exception {
        String deep = nestedObjects(256).substring(1);
        Run run = run().report("{'partial': true, " + deep).report("{'partial': true, " + deep);
        run.report("{'status': 'pass'}");

        assertThat(run.lines()).hasSize(1);
    }

    @Test
    void lim03_theLargestLengthIsTaken() throws Exception {
        Run run = run().report("{'files': [{'name': 'a', 'length': 9223372036854775807}]}", "x");

        assertThat(run.file("a")).isEqualTo("x");
    }

    @Test
    void lim04_theEntryThatPassesTheLimitIsRefused() throws Exception {
        Run run = run(CollectorLimits.DEFAULT.withUploadBytes(10));
        run.report("{'files': [{'name': 'a', 'length': 6}]}", "123456");

        TestError error =
                run.errorOf(
                        "{'files': [{'name': 'b', 'length': 4}, {'name': 'c', 'length': 1}]}",
                        "1234",
                        "5");

        assertThat(error.kind()).isEqualTo(ErrorKind.BAD_CONTROL);
        assertThat(run.file("b")).isEqualTo("1234");
        assertThat(directory.resolve("files/c")).doesNotExist();
    }

    @Test
    void lim04_lengthsDoNotOverflow() throws Exception {
        Run run = run();
        run.report("{'files': [{'name': 'a', 'length': 1}]}", "x");

        assertThat(
                        run.errorOf(
                                        "{'files': [{'name': 'b', 'length': 9223372036854775807}]}",
                                        "x")
                                .kind())
                .isEqualTo(ErrorKind.BAD_CONTROL);
    }

    @Test
    void lim05_allOpenPartialResultsTogetherAreLimited() throws Exception {
        Run run = run(CollectorLimits.DEFAULT.withPartialBytes(3000));
        String kilobyte = "x".repeat(1000);
        run.report("{'partial': true, 'name': 'a', 'x': '" + kilobyte + "'}");
        run.report("{'partial': true, 'name': 'b', 'x': '" + kilobyte + "'}");

        TestError error = run.errorOf("{'partial': true, 'name': 'c', 'x': '" + kilobyte + "'}");

        assertThat(error.kind()).isEqualTo(ErrorKind.BAD_CONTROL);
    }

    @Test
    void lim05_whatIsReplacedRemovedOrClosedDoesNotCount() throws Exception {
        Run run = run(CollectorLimits.DEFAULT.withPartialBytes(1500));
        String kilobyte = "x".repeat(1000);
        for (int i = 0; i < 10; i++) {
            run.report("{'partial': true, 'x': '" + kilobyte + "'}");
            run.report("{'partial': true, 'x': {'y': '" + kilobyte + "'}}");
            run.report("{'partial': true, 'x': {'y': ['" + kilobyte + "']}}");
            run.report("{'partial': true, 'x': null}");
            run.report("{'partial': true, 'x': '" + kilobyte + "'}");
            run.report("{}");
        }

        assertThat(run.lines()).hasSize(10);
    }

    @Test
    void lim05_valuesCountAsTheyWereSent() throws Exception {
        String zeros = "0,".repeat(1000) + "0";
        Run run = run(CollectorLimits.DEFAULT.withPartialBytes(zeros.length() + 20));
        run.report("{'partial':true,'x':[" + zeros + "]}").report("{'partial':true,'y':{}}");

        assertThat(run.errorOf("{'partial':true,'z':{'a':1}}").kind())
                .isEqualTo(ErrorKind.BAD_CONTROL);
    }

    @Test
    void lim05_theWishForTheOutputCounts() throws Exception {
        Run run = run(CollectorLimits.DEFAULT.withPartialBytes(3000));
        String longWay = "./".repeat(1000) + "x";
        run.report("{'partial': true, 'testout': '" + longWay + "'}");
        run.report("{'partial': true, 'testout': '" + longWay + "'}");

        TestError error =
                run.errorOf("{'partial': true, 'name': 'a', 'testout': '%s'}".formatted(longWay));

        assertThat(error.kind()).isEqualTo(ErrorKind.BAD_CONTROL);
    }

    @Test
    void lim05_manySmallOnesAreMergedInLittleTime() throws Exception {
        Run run = run();
        for (int i = 0; i < 100_000; i++) {
            run.report("{'partial': true, 'tags': ['t" + i + "']}");
        }
        run.report("{}");

        assertThat((List<?>) run.reported.get(0).extra().get("tags")).hasSize(100_000);
    }

    @Test
    void aThousandExitCodesAreTaken() throws Exception {
        Run run = run();
        for (int i = 0; i < 1000; i++) {
            run.send("exitcode " + i + "\n");
        }

        assertThat(run.collector.exitCode()).hasValue(999);
    }

    @Test
    void limitsAreChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CollectorLimits.DEFAULT.withJsonBytes(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CollectorLimits.DEFAULT.withJsonDepth(100_000));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CollectorLimits.DEFAULT.withUploadBytes(-1));
    }
}

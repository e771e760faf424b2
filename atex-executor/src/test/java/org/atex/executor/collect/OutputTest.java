package org.atex.executor.collect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.OptionalInt;
import org.atex.core.result.ErrorKind;
import org.atex.core.result.TestError;
import org.atex.core.time.Ticker;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 5: the output of the test. */
class OutputTest {

    @TempDir Path directory;
    private Run run;

    @BeforeEach
    void start() {
        run = new Run(directory);
    }

    @Test
    void out01_theFileComesFirst() throws Exception {
        run.report(
                "{'name': 'n', 'testout': '../z', 'files': [{'name': 'b', 'length': 0}, {'name': 'a',"
                        + " 'length': 0}]}");

        assertThat(run.lines()).containsExactly("{'name': 'n', 'files': ['z', 'a', 'b']}");
        assertThat(run.reported.get(0).files()).containsExactly("z", "a", "b");
        assertThat(directory.resolve("files/n/z")).exists();
    }

    @Test
    void out01_withoutFilesTheKeyComesLast() throws Exception {
        run.report("{'testout': 'o', 'status': 'pass', 'x': 1}");
        run.report("{'testout': 'p', 'files': null, 'x': 1}");

        assertThat(run.lines())
                .containsExactly(
                        "{'status': 'pass', 'x': 1, 'files': ['o']}", "{'files': ['p'], 'x': 1}");
    }

    @Test
    void out02_theFileHoldsTheCompleteOutput() throws Exception {
        run.print("before ").report("{'testout': 'a/out'}").print("after ");
        assertThat(run.file("a/out")).isEqualTo("before after ");
        run.collector.restart();
        run.print("reboot").exit(0);

        assertThat(run.file("a/out")).isEqualTo("before after reboot");
    }

    @Test
    void out02_whereLinksDoNotWorkACopyIsMadeAtTheEnd() throws Exception {
        Path other = Files.createDirectory(directory.resolve("other"));
        Artifacts artifacts = Artifacts.create(other, new Events(run), false, false);
        StoredResults results = new StoredResults(artifacts.results(), artifacts.output());
        write(artifacts, "before ".getBytes(UTF_8));
        results.store(new LinkedHashMap<>(), Testout.of("n", "a"));
        results.store(new LinkedHashMap<>(), Testout.of("", "b"));
        byte[] rest = "after".repeat(100_000).getBytes(UTF_8);
        write(artifacts, rest);

        assertThat(artifacts.output().hasTaken("n/a", artifacts.tree().find("n/a"))).isTrue();
        artifacts.close();

        String expected = "before " + new String(rest, UTF_8);
        assertThat(other.resolve("files/n/a")).hasContent(expected);
        assertThat(other.resolve("files/b")).hasContent(expected);
    }

    private static void write(Artifacts artifacts, byte[] bytes) throws IOException {
        artifacts.output().write(ByteBuffer.wrap(bytes), bytes.length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"''", "null"})
    void out03_emptyTestout(String testout) throws IOException {
        TestError error = run.errorOf("{'testout': " + testout + "}");

        assertThat(error.kind()).isEqualTo(ErrorKind.BAD_REPORT_JSON);
        assertThat(error.message()).isEqualTo("'testout' specified, but empty");
    }

    @Test
    void out03_emptyTestoutOfAPartialResult() throws IOException {
        assertThat(run.errorOf("{'partial': true, 'testout': ''}").message())
                .isEqualTo("'testout' specified, but empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "/", "./."})
    void out03_aTestoutThatLeadsNowhere(String testout) throws IOException {
        assertThat(run.errorOf("{'partial': true, 'testout': '" + testout + "'}").kind())
                .isEqualTo(ErrorKind.BAD_REPORT_JSON);
    }

    @Test
    void out04_thePathExistsAlready() throws Exception {
        run.report("{'files': [{'name': 'a', 'length': 1}]}", "1");

        TestError error = run.errorOf("{'testout': './a'}");

        assertThat(error.kind()).isEqualTo(ErrorKind.BAD_REPORT_JSON);
        assertThat(error.message()).isEqualTo("file './a' already exists");
        assertThat(run.file("a")).isEqualTo("1");
        assertThat(run.lines()).hasSize(1);
    }

    @Test
    void out04_aTestoutMayNotBeADirectoryEither() throws Exception {
        run.report("{'name': 'a', 'files': [{'name': 'b', 'length': 1}]}", "1");

        assertThat(run.errorOf("{'testout': 'a'}").message()).isEqualTo("file 'a' already exists");
    }

    @Test
    void out04_twoTestoutsOfOnePath() throws Exception {
        run.report("{'testout': 'a'}");

        assertThat(run.errorOf("{'testout': 'a'}").message()).isEqualTo("file 'a' already exists");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void out04_uploadToAPathThatATestoutHasTaken(int length) throws Exception {
        run.print("out").report("{'name': 'n', 'testout': 'a'}");

        TestError error =
                run.errorOf("{'files': [{'name': 'n//a', 'length': %d}]}".formatted(length), "x");

        assertThat(error.message()).isEqualTo("file 'n//a' already exists");
        assertThat(run.file("n/a")).isEqualTo("out");
    }

    @Test
    void out05_severalResultsMayHaveATestout() throws Exception {
        run.report("{'testout': 'a'}").report("{'name': 'x', 'testout': 'a'}").print("out");
        run.exit(0);

        assertThat(run.file("a")).isEqualTo("out");
        assertThat(run.file("x/a")).isEqualTo("out");
    }

    @Test
    void out06_outputMayBeDiverted() throws Exception {
        Path other = Files.createDirectory(directory.resolve("other"));
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        try (Collector collector =
                Collector.open(
                        other,
                        CollectorLimits.DEFAULT,
                        run,
                        Ticker.system(),
                        true,
                        Optional.of(console))) {
            collector.feed(0, ByteBuffer.wrap("hello".getBytes(UTF_8)));
            collector.feed(1, ByteBuffer.wrap(Run.result("{'testout': 'a'}").getBytes(UTF_8)));
            collector.finish(OptionalInt.of(0), Optional.empty());
        }

        assertThat(console.toString(UTF_8)).isEqualTo("hello");
        assertThat(other.resolve("files/a")).isEmptyFile();
    }

    @Test
    void lim06_outputOverTheLimitIsThrownAway() throws Exception {
        assertThat(cut(5, "12345")).isEqualTo("12345");
        assertThat(cut(5, "123", "456", "789")).isEqualTo("12345\n[output cut after 5 bytes]\n");
        assertThat(cut(5, "1234\n6")).isEqualTo("1234\n[output cut after 5 bytes]\n");
        assertThat(cut(5, "1234\n", "6")).isEqualTo("1234\n[output cut after 5 bytes]\n");
        assertThat(cut(0, "1")).isEqualTo("[output cut after 0 bytes]\n");
    }

    private String cut(int limit, String... output) throws Exception {
        Path other = Files.createTempDirectory(directory, "cut");
        Run limited = new Run(other, CollectorLimits.DEFAULT.withOutputBytes(limit));
        for (String piece : output) {
            limited.print(piece);
        }
        limited.exit(0);
        return limited.file("output.txt");
    }
}

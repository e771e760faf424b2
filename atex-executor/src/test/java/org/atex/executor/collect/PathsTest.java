package org.atex.executor.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.atex.core.result.ErrorKind;
import org.atex.executor.control.ControlException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 6: paths. */
class PathsTest {

    @TempDir Path parent;
    private Path directory;
    private Run run;
    private int stream = 1;

    @BeforeEach
    void start() throws IOException {
        directory = Files.createDirectory(parent.resolve("artifacts"));
        run = new Run(directory);
    }

    private static String upload(String name, String file) {
        return "{'name': '%s', 'files': [{'name': '%s', 'length': 1}]}".formatted(name, file);
    }

    private void assertBadReport(String json) throws IOException {
        assertThat(run.errorOf(json, "x").kind()).isEqualTo(ErrorKind.BAD_REPORT_JSON);
    }

    @Test
    void path01_dataGoesBelowTheNameOfItsResult() throws Exception {
        run.report(upload("a/b", "c/d"), "1").report(upload("", "c/d"), "2");

        assertThat(run.file("a/b/c/d")).isEqualTo("1");
        assertThat(run.file("c/d")).isEqualTo("2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "a | a",
                "/etc/passwd | etc/passwd",
                "a/../../b | a/b",
                "//a///b// | a/b",
                "./a/./b/. | a/b",
                ".../..a/b. | .../..a/b.",
                "\" \" | \" \"",
                "a\\b:c*?<>|a\\b:c*?<>",
                "con | con"
            })
    void path02_normalisation(String name, String path) {
        assertThat(ArtifactNames.normalise(name, true)).isEqualTo(path);
    }

    @Test
    void path02_controlsAndLoneSurrogatesBecomeUnderscores() {
        assertThat(ArtifactNames.normalise("\0\t\n\u001f \u007f\u0080\u009f\u00a0", true))
                .isEqualTo("____ ___\u00a0");
        assertThat(ArtifactNames.normalise("\ud800a\udc00\ud83d\ude00\ud83d", true))
                .isEqualTo("_a_\ud83d\ude00_");
        assertThat(ArtifactNames.normalise(".\0./\u0001", true)).isEqualTo("._./_");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "/", "//", "./..", "/../"})
    void path03_anEmptyPathIsAnErrorForAFile(String name) throws IOException {
        assertThat(ArtifactNames.normalise(name, true)).isEmpty();
        assertBadReport(upload("a", name));
    }

    @Test
    void path03_anEmptyPathOfANameMeansNoDirectory() throws Exception {
        run.report(upload("..", "f"), "1");

        assertThat(run.file("f")).isEqualTo("1");
        assertThat(run.lines()).containsExactly("{'name': '..', 'files': ['f']}");
    }

    @Test
    void path04_aComponentMayHave255Bytes() throws Exception {
        String longest = "é".repeat(127) + "x";
        run.report(upload(longest, longest), "1");
        assertThat(run.file(longest + "/" + longest)).isEqualTo("1");

        assertBadReport(upload("a", "é".repeat(128)));
    }

    @Test
    void path04_alsoInTheNameOfAResultWithFiles() throws IOException {
        assertBadReport(upload("x".repeat(256), "a"));
    }

    @Test
    void path04_aNameThatLeadsToNoFileMayBeLonger() throws Exception {
        run.report("{'name': '%s'}".formatted("x".repeat(5000)));

        assertThat(run.lines()).hasSize(1);
    }

    @Test
    void path04_aPathMayHave4096Bytes() throws Exception {
        String deep = "d/".repeat(2046) + "name";
        assertThat(deep).hasSize(4096);
        run.report(upload("", deep), "1").report(upload("", deep), "2");
        run.report(upload("d/d", "d/d/e"), "3").exit(0);

        assertThat(run.file("d/d/d/d/e")).isEqualTo("3");
        deleteDeep();
    }

    /** Java's own deletion of the temporary directory cannot reach that deep. */
    private void deleteDeep() throws Exception {
        new ProcessBuilder("rm", "-rf", directory.resolve("files").toString()).start().waitFor();
    }

    @Test
    void path04_aPathOf4097BytesIsTooLong() throws IOException {
        assertBadReport(upload("", "d/".repeat(2046) + "names"));
    }

    @Test
    void path05_namesAreNotNormalisedUnicode() throws Exception {
        run.report(upload("", "e\u0301"), "1").report(upload("", "\u00e9"), "2");

        assertThat(run.file("e\u0301")).isEqualTo("1");
        assertThat(run.file("\u00e9")).isEqualTo("2");
        assertThat(run.lines()).containsExactly("{'files': ['e\u0301']}", "{'files': ['\u00e9']}");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void path05_theLocaleHasNoInfluence() throws Exception {
        Path other = Files.createDirectory(parent.resolve("other"));
        ProcessBuilder java =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        InAnotherLocale.class.getName(),
                        other.toString());
        java.environment().put("LC_ALL", "C");
        java.redirectErrorStream(true).redirectOutput(new File(parent.toFile(), "log"));
        Process process = java.start();

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(parent.resolve("log")).hasContent("");
        assertThat(other.resolve("files/é/😀")).hasContent("12");
        assertThat(other.resolve("files/é/ö")).hasContent("3");
        assertThat(other.resolve("results"))
                .hasContent("{\"name\": \"é\", \"files\": [\"ö\", \"😀\"]}");
    }

    /** A program that reports files with names that its locale does not know. */
    static final class InAnotherLocale {
        public static void main(String[] arguments) throws Exception {
            Run run = new Run(Path.of(arguments[0]));
            run.report(
                    "{'name': 'é', 'files': [{'name': '😀', 'length': 1}, {'name': '😀', 'length': 1},"
                            + " {'name': 'ö', 'length': 1}]}",
                    "1",
                    "2",
                    "3");
            run.collector.close();
        }
    }

    @Test
    void path06_whatIsSpecialElsewhereBecomesAnUnderscore() {
        assertThat(ArtifactNames.normalise("a\\b:c/d|e*f?g\"h<i>j", false))
                .isEqualTo("a_b_c/d_e_f_g_h_i_j");
        assertThat(ArtifactNames.normalise("NUL/com1.txt/lpt10/console", false))
                .isEqualTo("_NUL/_com1.txt/lpt10/console");
        assertThat(ArtifactNames.normalise("a./b /.c", false)).isEqualTo("a_/b_/.c");
    }

    @Test
    void path07_aDirectoryWhereAFileIs() throws Exception {
        run.report(upload("", "a"), "1");

        assertBadReport(upload("a/b", "c"));
    }

    @Test
    void path07_aTestoutBelowAFile() throws Exception {
        run.report(upload("", "a"), "1");

        assertThat(run.errorOf("{'testout': 'a/b'}").kind()).isEqualTo(ErrorKind.BAD_REPORT_JSON);
    }

    @Test
    void path07_aFileWhereADirectoryIs() throws Exception {
        run.report(upload("a", "b"), "1");

        assertBadReport(upload("", "a"));
    }

    @Test
    void path08_linksAreNotFollowed() throws Exception {
        Path outside = Files.createDirectory(parent.resolve("outside"));
        Path victim = Files.writeString(outside.resolve("victim"), "mine");
        Path files = directory.resolve("files");
        Files.createSymbolicLink(files.resolve("dir"), outside);
        Files.createSymbolicLink(files.resolve("file"), victim);
        Files.createSymbolicLink(files.resolve("dangling"), outside.resolve("new"));

        for (String name : List.of("dir/victim", "dir/new", "file", "dangling", "dir")) {
            refused(upload("", name), "x");
            refused("{'testout': '%s'}".formatted(name));
        }

        assertThat(victim).hasContent("mine");
        try (var left = Files.list(outside)) {
            assertThat(left).containsExactly(victim);
        }
    }

    private void refused(String json, String... data) throws Exception {
        stream++;
        assertThatCode(() -> run.feed(stream, Run.result(json, data)))
                .isInstanceOf(ControlException.class);
    }

    @Test
    void path08_exchangedDirectoriesLeadNowhere() throws Exception {
        Path outside = Files.createDirectory(parent.resolve("outside"));
        run.report(upload("a/b", "c"), "1");
        Files.move(directory.resolve("files"), directory.resolve("moved"));
        Files.createSymbolicLink(directory.resolve("files"), outside);

        run.report(upload("a/b", "d"), "2").report(upload("e/f", "g"), "3");
        run.report("{'testout': 'o'}").print("out").exit(0);

        assertThat(outside).isEmptyDirectory();
        assertThat(directory.resolve("moved/e/f/g")).hasContent("3");
        assertThat(directory.resolve("moved/o")).hasContent("out");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void path08_whatIsNoFileIsNotOpened() throws Exception {
        Path pipe = directory.resolve("files/pipe");
        new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();

        assertBadReport(upload("", "pipe"));
    }

    @Test
    void path08_uploadsAreContentsOnly() throws Exception {
        run.report("{'files': [{'name': 'a', 'length': 1, 'mode': 511}]}", "1");

        assertThat(Files.isExecutable(directory.resolve("files/a"))).isFalse();
    }

    @Test
    void directoriesOfLongAgoAreFoundAgainAndNothingElseIsLeft() throws Exception {
        for (String name : List.of("a", "b")) {
            for (int i = 0; i < 20; i++) {
                run.report(upload("suite/case" + i, name), name);
            }
        }
        run.report(upload("suite", "link"), "x");
        assertBadReport(upload("suite/link", "c"));
        run.exit(0);

        assertThat(run.file("suite/case0/a") + run.file("suite/case0/b")).isEqualTo("ab");
        try (var left = Files.walk(directory)) {
            assertThat(left.filter(Files::isDirectory).map(Path::getFileName).map(Path::toString))
                    .hasSize(3 + 20)
                    .allMatch(
                            name ->
                                    name.matches(
                                            "case\\d+|suite|files|" + directory.getFileName()));
        }
    }

    @Test
    void manyDirectoriesNeedFewDescriptors() throws Exception {
        for (int i = 0; i < 500; i++) {
            run.report(upload("suite/case" + i, "log"), "x");
        }

        assertThat(run.file("suite/case499/log")).isEqualTo("x");
        assertThat(run.lines()).hasSize(500);
    }
}

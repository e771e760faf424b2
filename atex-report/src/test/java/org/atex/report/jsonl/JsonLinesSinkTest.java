package org.atex.report.jsonl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.atex.core.fakes.SinkFeed;
import org.atex.core.result.ResultSink;
import org.atex.core.result.SinkEvent.Standing;
import org.atex.core.result.SinkException;
import org.atex.core.result.SinkException.Kind;
import org.atex.core.result.Status;
import org.atex.core.result.TestResult;
import org.atex.core.test.Attempt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLinesSinkTest {

    private static final String RHEL = "rhel-9.6@x86_64";

    @TempDir private Path temporary;
    private Path attempts;
    private Path lines;
    private Path files;
    private ResultSink sink;
    private SinkFeed feed;

    @BeforeEach
    void openSink() throws IOException {
        attempts = Files.createDirectory(temporary.resolve("attempts"));
        lines = temporary.resolve("out/results.jsonl");
        files = temporary.resolve("out/files");
        use(JsonLinesSink.to(lines));
    }

    private void use(ResultSink newSink) throws IOException {
        sink = newSink;
        sink.open();
        feed = new SinkFeed(sink, attempts);
    }

    @AfterEach
    void closeSink() throws IOException {
        sink.close();
    }

    @Test
    void agg01_eachResultIsALine() throws IOException {
        Attempt attempt = feed.begin(RHEL, "/unit/disk");
        feed.report(
                attempt,
                TestResult.of(Status.FAIL).withName("disk/io").withFiles(List.of("dmesg.txt")));
        feed.report(
                attempt,
                TestResult.of(Status.FAIL).withFiles(List.of("output.txt")).withNote("see dmesg"));
        feed.end(attempt, Status.FAIL, Standing.FINAL);

        assertThat(lines)
                .hasContent(
                        """
                        ["rhel-9.6@x86_64", "fail", "/unit/disk", "disk/io", ["dmesg.txt"], null]
                        ["rhel-9.6@x86_64", "fail", "/unit/disk", null, ["output.txt"], "see dmesg"]
                        """);
    }

    @Test
    void agg01_missingIsNullAndOtherKeysAreNotTaken() throws IOException {
        ingest(
                "{}",
                "{\"files\": null, \"note\": null, \"status\": \"odd\", \"x\": {\"status\": [1]}}",
                " {\"big\": 1" + "0".repeat(5000) + ", \"status\": \"a\", \"status\": \"b\"} ");

        assertThat(lines)
                .hasContent(
                        """
                        ["p", null, "/t", null, [], null]
                        ["p", "odd", "/t", null, [], null]
                        ["p", "b", "/t", null, [], null]
                        """);
    }

    @Test
    void agg01_textsKeepEveryCodePoint() throws IOException {
        ingest(
                "{\"note\": \"\\ud800 \\u0000\\u001b\\u009b\\u2028 \\\"\\\\/ \u00e4 \\ud83d\\ude00\"}");

        assertThat(Files.readString(lines))
                .isEqualTo(
                        "[\"p\", null, \"/t\", null, [],"
                                + " \"\\ud800 \\u0000\\u001b\\u009b\\u2028 \\\"\\\\/ \u00e4"
                                + " \ud83d\ude00\"]\n");
    }

    @Test
    void agg02_existingFileIsRefusedAndLeftAlone() throws IOException {
        Path there = Files.writeString(temporary.resolve("there.jsonl"), "precious");
        ResultSink other = JsonLinesSink.builder(there).files(temporary.resolve("f")).build();

        assertRefused(Kind.EXISTS, other::open).hasMessageContaining("there.jsonl");
        other.close();
        assertThat(there).hasContent("precious");
        assertThat(temporary.resolve("f")).doesNotExist();
    }

    @Test
    void agg02_existingFilesDirectoryIsRefusedAndLeftAlone() throws IOException {
        Path other = temporary.resolve("other.jsonl");
        Files.createSymbolicLink(temporary.resolve("dangling"), Path.of("nowhere"));

        assertRefused(Kind.EXISTS, JsonLinesSink.builder(other).files(files).build()::open);
        assertRefused(
                Kind.EXISTS,
                JsonLinesSink.builder(other).files(temporary.resolve("dangling")).build()::open);
        assertThat(other).doesNotExist();
    }

    @Test
    void agg03_linesOfATestStayTogetherAndAreWrittenAtItsEnd() throws IOException {
        Attempt a = feed.begin("p", "/a");
        Attempt b = feed.begin("p", "/b");
        feed.report(a, TestResult.of(Status.PASS).withName("1"));
        feed.report(b, TestResult.of(Status.PASS).withName("1"));
        feed.report(a, TestResult.of(Status.PASS));
        feed.report(b, TestResult.of(Status.FAIL));
        assertThat(lines).isEmptyFile();

        feed.end(b, Status.FAIL, Standing.FINAL);
        assertThat(rows()).containsExactly("/b 1 pass", "/b null fail");
        feed.end(a, Status.PASS, Standing.FINAL);
        assertThat(rows())
                .containsExactly("/b 1 pass", "/b null fail", "/a 1 pass", "/a null pass");
    }

    @Test
    void agg04_filesGoBelowPlatformAndTest() throws IOException {
        Attempt attempt = feed.begin(RHEL, "/unit/../disk\u0007/");
        feed.report(
                attempt,
                TestResult.of(Status.PASS).withName("disk/io").withFiles(List.of("log/a.txt")),
                "data");
        feed.end(attempt, Status.PASS, Standing.FINAL);

        assertThat(files.resolve("rhel-9.6@x86_64/unit/disk_/disk/io/log/a.txt"))
                .hasContent("data");
        assertThat(Files.readString(lines)).contains("\"/unit/../disk\\u0007/\"");
    }

    @Test
    void agg04_longComponentsAreCutAndMarked() throws IOException {
        String component = "\u20ac".repeat(86);
        run("/a/" + component + "/b");

        Path cut = onlyChild(files.resolve("p/a"));
        assertThat(cut)
                .hasFileName("\u20ac".repeat(76) + "~f843d729140a5ebd")
                .isDirectoryContaining("glob:**/b");
        assertThat(rows()).containsExactly("/a/" + component + "/b null pass");
    }

    @Test
    void agg05_missingResultsAreRefused() throws IOException {
        Attempt attempt = feed.begin("p", "/t");
        Files.delete(attempt.directory().resolve("results"));

        assertRefused(Kind.NOT_FOUND, () -> feed.end(attempt, Status.PASS, Standing.FINAL))
                .hasMessageContaining("/t")
                .hasMessageContaining(attempt.directory().toString());
        assertNothingWritten();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "3",
                "null",
                "{",
                "{}}",
                "{} {}",
                "{\"a\": NaN}",
                "{\"status\": 3}",
                "{\"note\": \"unended}",
                "{\"files\": \"x\"}",
                "{\"files\": [null]}",
                "{\"name\": {\"a\": 1}}",
                "// {}"
            })
    void agg05_brokenLineRefusesAll(String broken) throws IOException {
        Attempt attempt = feed.begin("p", "/t");
        feed.report(attempt, TestResult.of(Status.PASS).withFiles(List.of("f")), "data");
        feed.append(attempt, broken);

        assertRefused(Kind.BAD_RESULTS, () -> feed.end(attempt, Status.PASS, Standing.FINAL))
                .hasMessageContaining("/t")
                .hasMessageContaining("results, line 2");
        assertNothingWritten();
        assertThat(attempt.directory().resolve("files/f")).hasContent("data");
        run("/t");
        assertThat(rows()).containsExactly("/t null pass");
    }

    @Test
    void agg05_depthDoesNotExhaustTheStack() throws IOException {
        Attempt attempt = feed.begin("p", "/t");
        feed.append(attempt, "{\"a\": " + "[".repeat(200_000));

        assertRefused(Kind.BAD_RESULTS, () -> feed.end(attempt, Status.PASS, Standing.FINAL));
    }

    @Test
    void agg06_artifactsAreConsumed() throws IOException {
        Attempt attempt = feed.run("/t", Status.PASS);

        assertThat(sink.consumesArtifacts()).isTrue();
        assertThat(attempt.directory()).isEmptyDirectory();
    }

    @Test
    void agg06_linksAreMovedAsTheyAre() throws IOException {
        Attempt attempt = feed.begin("p", "/t");
        feed.report(attempt, TestResult.of(Status.PASS));
        Files.createSymbolicLink(attempt.directory().resolve("files/link"), Path.of("no/where"));
        feed.end(attempt, Status.PASS, Standing.FINAL);

        assertThat(Files.readSymbolicLink(files.resolve("p/t/link"))).hasToString("no/where");
    }

    @Test
    void agg07_testWithoutFilesGetsNoDirectory() throws IOException {
        Attempt attempt = feed.begin("p", "/t");
        Files.createDirectories(attempt.directory().resolve("files/empty/too"));
        feed.report(attempt, TestResult.of(Status.PASS));
        feed.end(attempt, Status.PASS, Standing.FINAL);

        assertThat(files).isEmptyDirectory();
        assertThat(attempt.directory()).isEmptyDirectory();
    }

    @Test
    void agg08_sameTestTwiceIsRefusedForOnePlatform() throws IOException {
        run("/t");
        feed.run("other", "/t", Status.PASS, Standing.FINAL);

        assertRefused(Kind.DUPLICATE, () -> run("/t")).hasMessageContaining("/t");
        assertThat(rows()).hasSize(2);
    }

    @Test
    void agg08_refusedTestDoesNotCount() throws IOException {
        Attempt broken = feed.begin("p", "/t");
        feed.append(broken, "x");
        assertRefused(Kind.BAD_RESULTS, () -> feed.end(broken, Status.PASS, Standing.FINAL));

        run("/t");
        assertThat(rows()).containsExactly("/t null pass");
    }

    @Test
    void agg08_allowedDuplicatesAreNumberedPastTakenNames() throws IOException {
        sink.close();
        Path other = temporary.resolve("dup");
        lines = other.resolve("r.jsonl");
        use(JsonLinesSink.builder(lines).allowDuplicates().build());

        run("/t (2)");
        run("/t");
        run("/t");
        run("/t");
        run("/t (1)");

        assertThat(rows())
                .containsExactly(
                        "/t (2) null pass",
                        "/t null pass",
                        "/t (1) null pass",
                        "/t (3) null pass",
                        "/t (1) (1) null pass");
        assertThat(other.resolve("files/p"))
                .isDirectoryContaining("glob:**/t")
                .isDirectoryContaining("glob:**/t (1)")
                .isDirectoryContaining("glob:**/t (3)");
    }

    @Test
    void agg09_treesAreJoined() throws IOException {
        run("/a/b");
        run("/a");
        run("/a/c");
        run("//a/b/d");

        assertThat(files.resolve("p/a/output.txt")).hasContent("/a");
        assertThat(files.resolve("p/a/b/output.txt")).hasContent("/a/b");
        assertThat(files.resolve("p/a/c/output.txt")).hasContent("/a/c");
        assertThat(files.resolve("p/a/b/d/output.txt")).hasContent("//a/b/d");
    }

    @Test
    void agg09_nothingIsOverwritten() throws IOException {
        run("/a");

        assertRefused(Kind.EXISTS, () -> run("//a")).hasMessageContaining("p/a/output.txt");
        assertRefused(Kind.EXISTS, () -> run("/a/output.txt"));
        assertRefused(Kind.EXISTS, () -> run("/a/output.txt/deeper"));
        assertThat(files.resolve("p/a/output.txt")).hasContent("/a");
        assertThat(rows()).containsExactly("/a null pass");
    }

    @Test
    void agg09_conflictDeepInTheTreeLeavesEverythingInItsPlace() throws IOException {
        feed.begin("p", "/a");
        Attempt first = feed.begin("p", "/a");
        feed.report(first, TestResult.of(Status.PASS).withFiles(List.of("x/1", "x/y/2")), "old");
        feed.end(first, Status.PASS, Standing.FINAL);
        Attempt second = feed.begin("p", "a");
        feed.report(second, TestResult.of(Status.PASS).withFiles(List.of("n", "x/y/2")), "new");

        assertRefused(Kind.EXISTS, () -> feed.end(second, Status.PASS, Standing.FINAL));
        assertThat(files.resolve("p/a/n")).doesNotExist();
        assertThat(files.resolve("p/a/x/y/2")).hasContent("old");
        assertThat(second.directory().resolve("files/n")).hasContent("new");
        assertThat(second.directory().resolve("files/x/y/2")).hasContent("new");
    }

    @Test
    void agg09_linkInTheWayIsNotFollowed() throws IOException {
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Attempt attempt = feed.begin("p", "/a");
        feed.report(attempt, TestResult.of(Status.PASS));
        Files.createSymbolicLink(attempt.directory().resolve("files/b"), outside);
        feed.end(attempt, Status.PASS, Standing.FINAL);

        assertRefused(Kind.EXISTS, () -> run("/a/b"));
        assertRefused(Kind.EXISTS, () -> run("/a/b/c"));
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void agg14_supersededSinkTakesThoseAndOnlyThose() throws IOException {
        sink.close();
        lines = temporary.resolve("superseded/results.jsonl");
        use(JsonLinesSink.builder(lines).superseded().build());

        feed.run("p", "/t", Status.FAIL, Standing.SUPERSEDED);
        feed.run("p", "/t", Status.ERROR, Standing.SUPERSEDED);
        Attempt last = feed.run("p", "/t", Status.PASS, Standing.FINAL);

        assertThat(rows()).containsExactly("/t null fail", "/t (1) null error");
        assertThat(last.directory().resolve("results")).exists();
    }

    @Test
    void platformWithoutNameHasNoDirectory() throws IOException {
        feed.run("", "/t", Status.PASS, Standing.FINAL);

        assertThat(files.resolve("t/output.txt")).exists();
        assertThat(Files.readString(lines)).startsWith("[\"\", \"pass\", \"/t\"");
    }

    @Test
    void interruptedThreadStillWrites() throws IOException {
        Thread.currentThread().interrupt();
        try {
            run("/t");
            run("/u");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        assertThat(rows()).hasSize(2);
    }

    @Test
    void failureToAppendPutsTheFilesBack() throws IOException {
        Attempt attempt = feed.begin("p", "/t");
        feed.report(attempt, TestResult.of(Status.PASS).withFiles(List.of("f")), "data");
        sink.close();

        assertThatThrownBy(() -> feed.end(attempt, Status.PASS, Standing.FINAL))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not open");
        assertThat(attempt.directory().resolve("files/f")).hasContent("data");
        assertThat(files).isEmptyDirectory();
    }

    private void run(String test) throws IOException {
        feed.run("p", test, Status.PASS, Standing.FINAL);
    }

    private void ingest(String... results) throws IOException {
        Attempt attempt = feed.begin("p", "/t");
        for (String result : results) {
            feed.append(attempt, result);
        }
        feed.end(attempt, Status.PASS, Standing.FINAL);
    }

    private List<String> rows() throws IOException {
        return TestRows.of(lines).stream()
                .map(
                        row ->
                                "%s %s %s"
                                        .formatted(
                                                row.test(),
                                                row.subtest().orElse(null),
                                                row.status().orElseThrow()))
                .toList();
    }

    private void assertNothingWritten() {
        assertThat(lines).isEmptyFile();
        assertThat(files).isEmptyDirectory();
    }

    private static AbstractThrowableAssert<?, ?> assertRefused(Kind kind, ThrowingCallable action) {
        return assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        SinkException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    private static Path onlyChild(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            List<Path> all = children.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }
}

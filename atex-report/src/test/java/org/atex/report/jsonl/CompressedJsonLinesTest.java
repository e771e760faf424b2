package org.atex.report.jsonl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.atex.core.fakes.SinkFeed;
import org.atex.core.result.ResultSink;
import org.atex.core.result.SinkEvent.Standing;
import org.atex.core.result.SinkException;
import org.atex.core.result.Status;
import org.atex.core.result.TestResult;
import org.atex.core.test.Attempt;
import org.atex.report.files.ResultRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.XZInputStream;

class CompressedJsonLinesTest {

    private static final String TEST = "files/fedora-42@x86_64/t";

    @TempDir private Path directory;

    // AGG-10
    @Test
    void fileIsValidAfterEachTest() throws IOException {
        for (JsonLinesSink.Builder builder : List.of(at("gz").gzip(), at("xz").xz())) {
            try (ResultSink sink = builder.build()) {
                sink.open();
                SinkFeed feed =
                        new SinkFeed(sink, directory.resolve("attempts-" + sink.hashCode()));
                Path target = Path.of(sink.toString().replace("JSON lines to ", ""));

                feed.run("/a", Status.PASS);
                assertThat(unpacked(target)).hasLineCount(1).contains("\"/a\"");
                feed.run("/b", Status.FAIL);
                assertThat(unpacked(target)).hasLineCount(2).contains("\"/b\"");
                assertThat(TestRows.of(target)).extracting(ResultRow::test).contains("/a", "/b");
            }
        }
    }

    // AGG-11
    @Test
    void uploadedFilesAreCompressedAndNamedSoOnDiskAndInTheLines() throws IOException {
        ingest(at("out").gzip());

        assertThat(files()).containsExactly("link", "log.txt.gz", "sub/log.txt.gz");
        assertThat(unpacked(directory.resolve("out").resolve(TEST).resolve("sub/log.txt.gz")))
                .isEqualTo("content");
        assertThat(rows().get(0).files()).containsExactly("log.txt.gz");
        assertThat(rows().get(1).files()).containsExactly("log.txt.gz", "link", "not-there");
    }

    // AGG-11
    @Test
    void xzIsTheSameWithItsOwnSuffix() throws IOException {
        ingest(at("out").xz());

        assertThat(files()).containsExactly("link", "log.txt.xz", "sub/log.txt.xz");
        assertThat(unpacked(directory.resolve("out").resolve(TEST).resolve("log.txt.xz")))
                .isEqualTo("content");
    }

    // AGG-11: compress_files
    @Test
    void filesCanBeLeftAlone() throws IOException {
        ingest(at("out").gzip().filesUncompressed());

        assertThat(files()).containsExactly("link", "log.txt", "sub/log.txt");
        assertThat(rows().get(1).files()).containsExactly("log.txt", "link", "not-there");
    }

    // AGG-11: compress_files_suffix
    @Test
    void emptySuffixKeepsTheNames() throws IOException {
        ingest(at("out").gzip().compressedFilesSuffix(""));

        assertThat(files()).containsExactly("link", "log.txt", "sub/log.txt");
        assertThat(unpacked(directory.resolve("out").resolve(TEST).resolve("log.txt")))
                .isEqualTo("content");
    }

    // AGG-11: compress_files_exclude
    @Test
    void filesOfSomeNamesStayAsTheyAre() throws IOException {
        ingest(at("out").gzip().neverCompress("log.txt"));

        assertThat(files()).containsExactly("link", "log.txt", "sub/log.txt");
        assertThat(directory.resolve("out").resolve(TEST).resolve("log.txt")).hasContent("content");
    }

    // AGG-11: a name may have 255 bytes, with its suffix
    @Test
    void filesWhoseNamesWouldBeTooLongStayAsTheyAre() throws IOException {
        String longest = "\u00e9".repeat(126);
        List<String> names = List.of(longest, longest + "x", longest + "xyz");
        try (ResultSink sink = at("out").gzip().build()) {
            sink.open();
            SinkFeed feed = new SinkFeed(sink, directory.resolve("attempts"));
            Attempt attempt = feed.begin("/t");
            feed.report(attempt, TestResult.of(Status.PASS).withFiles(names), "content");
            feed.end(attempt, Status.PASS, Standing.FINAL);
        }

        List<String> stored = List.of(longest + ".gz", longest + "x", longest + "xyz");
        assertThat(files()).containsExactlyInAnyOrderElementsOf(stored);
        assertThat(TestRows.of(directory.resolve("out/results.jsonl")).get(0).files())
                .isEqualTo(stored);
    }

    // AGG-09
    @Test
    void twoFilesThatWouldGetOneNameAreRefusedBeforeAnythingIsWritten() throws IOException {
        try (ResultSink sink = at("out").gzip().neverCompress("a.gz").build()) {
            sink.open();
            SinkFeed feed = new SinkFeed(sink, directory.resolve("attempts"));
            Attempt attempt = feed.begin("/t");
            feed.report(attempt, TestResult.of(Status.PASS).withFiles(List.of("a", "a.gz")), "x");

            assertThatThrownBy(() -> feed.end(attempt, Status.PASS, Standing.FINAL))
                    .isInstanceOfSatisfying(
                            SinkException.class,
                            e -> assertThat(e.kind()).isEqualTo(SinkException.Kind.EXISTS));
            assertThat(files()).isEmpty();
            assertThat(attempt.directory().resolve("files/a")).exists();
        }
    }

    private JsonLinesSink.Builder at(String name) {
        return JsonLinesSink.builder(directory.resolve(name).resolve("results.jsonl"));
    }

    private void ingest(JsonLinesSink.Builder builder) throws IOException {
        try (ResultSink sink = builder.build()) {
            sink.open();
            SinkFeed feed = new SinkFeed(sink, directory.resolve("attempts"));
            Attempt attempt = feed.begin("/t");
            TestResult own = TestResult.of(Status.PASS).withFiles(List.of("log.txt"));
            feed.report(attempt, own.withName("sub"), "content");
            feed.report(attempt, own, "content");
            feed.append(attempt, "{\"files\": [\"log.txt\", \"link\", \"not-there\"]}");
            Files.createSymbolicLink(attempt.directory().resolve("files/link"), Path.of("log.txt"));
            feed.end(attempt, Status.PASS, Standing.FINAL);
        }
    }

    private List<ResultRow> rows() throws IOException {
        List<ResultRow> rows = TestRows.of(directory.resolve("out/results.jsonl"));
        return List.of(rows.get(0), rows.get(2));
    }

    private List<String> files() throws IOException {
        Path root = directory.resolve("out").resolve(TEST);
        if (!Files.exists(root)) {
            return List.of();
        }
        try (var paths = Files.walk(root)) {
            return paths.filter(path -> !Files.isDirectory(path))
                    .map(path -> root.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    private static String unpacked(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        InputStream in = new ByteArrayInputStream(bytes);
        try (InputStream plain =
                bytes[0] == 0x1f ? new GZIPInputStream(in) : new XZInputStream(in)) {
            return new String(plain.readAllBytes(), UTF_8);
        }
    }
}

package org.atex.report.jsonl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.atex.core.fakes.SinkFeed;
import org.atex.core.result.ResultSink;
import org.atex.core.result.SinkEvent.Standing;
import org.atex.core.result.SinkException;
import org.atex.core.result.Status;
import org.atex.core.test.Attempt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Uploaded files at paths that the executor takes, but Java does not easily reach. */
@DisabledOnOs(OS.WINDOWS)
class OddPathsTest {

    private static final int DEEPEST = 2_046;
    private static final int IN_REACH = 1_900;

    @TempDir private Path directory;

    /** Java's own deletion of the temporary directory cannot reach that deep. */
    @AfterEach
    void deleteDeep() throws Exception {
        for (String each : List.of("out", "attempts")) {
            Path tree = directory.resolve(each);
            new ProcessBuilder("rm", "-rf", tree.toString()).start().waitFor();
        }
    }

    /** Makes a file {@code d/d/.../d/name}, step by step from below, by short paths. */
    private void makeDeep(Path files, int levels) throws IOException {
        Path below = Files.createDirectory(directory.resolve("below"));
        Path above = directory.resolve("above");
        Files.writeString(below.resolve("name"), "content");
        for (int i = 1; i < levels; i++) {
            Files.createDirectory(above);
            Files.move(below, above.resolve("d"));
            Files.move(above, below);
        }
        Files.move(below, files.resolve("d"));
    }

    private Attempt deepAttempt(SinkFeed feed, int levels) throws IOException {
        Attempt attempt = feed.begin("/t");
        makeDeep(attempt.directory().resolve("files"), levels);
        feed.append(attempt, "{\"files\": [\"%sname\"]}".formatted("d/".repeat(levels)));
        return attempt;
    }

    private JsonLinesSink.Builder sink() {
        return JsonLinesSink.builder(directory.resolve("out/results.jsonl"));
    }

    // AGG-04, AGG-06
    @Test
    void filesThatLieVeryDeepAreMoved() throws IOException {
        try (ResultSink sink = sink().build()) {
            sink.open();
            SinkFeed feed = new SinkFeed(sink, directory.resolve("attempts"));
            Attempt attempt = deepAttempt(feed, DEEPEST);
            feed.end(attempt, Status.PASS, Standing.FINAL);

            assertThat(attempt.directory()).isEmptyDirectory();
        }
        assertThat(TestRows.of(directory.resolve("out/results.jsonl"))).hasSize(1);
        assertThat(directory.resolve("out/files/fedora-42@x86_64/t/d/d/d")).isDirectory();
    }

    // AGG-11
    @Test
    void theyAreCompressedAsLongAsTheyCanBeReached() throws IOException {
        try (ResultSink sink = sink().gzip().build()) {
            sink.open();
            SinkFeed feed = new SinkFeed(sink, directory.resolve("attempts"));
            Attempt attempt = deepAttempt(feed, IN_REACH);
            feed.end(attempt, Status.PASS, Standing.FINAL);

            assertThat(attempt.directory()).isEmptyDirectory();
        }
        String name = "d/".repeat(IN_REACH) + "name.gz";
        assertThat(directory.resolve("out/files/fedora-42@x86_64/t").resolve(name)).exists();
        assertThat(TestRows.of(directory.resolve("out/results.jsonl")).get(0).files())
                .containsExactly(name);
    }

    // AGG-05, AGG-11
    @Test
    void thoseThatCannotBeReachedToBeCompressedAreRefused() throws IOException {
        try (ResultSink sink = sink().gzip().build()) {
            sink.open();
            SinkFeed feed = new SinkFeed(sink, directory.resolve("attempts"));
            Attempt attempt = deepAttempt(feed, DEEPEST);

            assertThatThrownBy(() -> feed.end(attempt, Status.PASS, Standing.FINAL))
                    .isInstanceOf(SinkException.class)
                    .hasMessageContaining("too long");
            assertThat(attempt.directory().resolve("files/d/d/d")).isDirectory();
            feed.run("/u", Status.PASS);
        }
        assertThat(TestRows.of(directory.resolve("out/results.jsonl"))).hasSize(1);
    }

    // PATH-05
    @Test
    void theLocaleHasNoInfluenceOnUploadedFiles() throws Exception {
        ProcessBuilder java =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        InAnotherLocale.class.getName(),
                        directory.toString());
        java.environment().put("LC_ALL", "C");
        java.redirectErrorStream(true).redirectOutput(new File(directory.toFile(), "log"));
        Process process = java.start();
        for (String each : List.of("plain", "packed")) {
            Path files = directory.resolve("attempts-" + each + "/000001/files");
            Files.createDirectories(files.resolve("\u00e9"));
            Files.writeString(files.resolve("\u00e9/log"), "content");
            Files.writeString(files.resolve("\u00f6"), "content");
        }
        process.getOutputStream().close();

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(directory.resolve("log")).hasContent("");
        for (String each : List.of("plain", "packed")) {
            Path files = directory.resolve(each).resolve("files/fedora-42@x86_64/t");
            assertThat(files.resolve("\u00e9/log")).hasContent("content");
            assertThat(files.resolve("\u00f6")).hasContent("content");
            assertThat(TestRows.of(directory.resolve(each).resolve("results.jsonl")))
                    .flatExtracting(row -> row.files())
                    .containsExactly("\u00f6", "log");
        }
    }

    /** A program that ingests files with names that its locale does not know. */
    static final class InAnotherLocale {

        public static void main(String[] arguments) throws Exception {
            int unused = System.in.read();
            Path directory = Path.of(arguments[0]);
            ingest(
                    JsonLinesSink.builder(directory.resolve("plain/results.jsonl")),
                    directory.resolve("attempts-plain"));
            ingest(
                    JsonLinesSink.builder(directory.resolve("packed/results.jsonl")).gzip(),
                    directory.resolve("attempts-packed"));
        }

        private static void ingest(JsonLinesSink.Builder builder, Path attempts)
                throws IOException {
            try (ResultSink sink = builder.build()) {
                sink.open();
                SinkFeed feed = new SinkFeed(sink, attempts);
                Attempt attempt = feed.begin("/t");
                feed.append(attempt, "{\"files\": [\"\\u00f6\"]}");
                feed.append(attempt, "{\"name\": \"\\u00e9\", \"files\": [\"log\"]}");
                feed.end(attempt, Status.PASS, Standing.FINAL);
            }
        }
    }
}

package org.atex.report.files;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atex.core.result.SinkException;
import org.atex.core.result.Status;
import org.atex.core.result.TestResult;
import org.atex.core.test.Attempt;

/** The artifacts directory of an attempt that has ended (ART-01). */
public final class Artifacts {

    private final String attempt;
    private final Path results;
    private final Path files;

    private Artifacts(Attempt attempt) {
        this.attempt = attempt.toString();
        this.results = attempt.directory().resolve("results");
        this.files = attempt.directory().resolve("files");
    }

    /** Those of this attempt. */
    public static Artifacts of(Attempt attempt) {
        return new Artifacts(attempt);
    }

    /** The directory with its uploaded files; may be missing. */
    public Path files() {
        return files;
    }

    /** Takes results one by one. */
    @FunctionalInterface
    public interface Reader {
        /** Takes one, without its other keys. */
        void take(TestResult result) throws IOException;
    }

    /**
     * Reads all results and drops them.
     *
     * @throws SinkException of kind {@code not_found} or {@code bad_results} (AGG-05)
     */
    public void check() throws IOException {
        read(result -> {});
    }

    /**
     * Reads all results, in their order; memory does not grow with their number.
     *
     * @throws SinkException of kind {@code not_found} or {@code bad_results} (AGG-05)
     */
    public void read(Reader reader) throws IOException {
        if (!Files.isRegularFile(results, NOFOLLOW_LINKS)) {
            throw new SinkException(
                    SinkException.Kind.NOT_FOUND,
                    "%s: no results in %s".formatted(attempt, results));
        }
        try (LineReader lines = new LineReader(Files.newInputStream(results, NOFOLLOW_LINKS))) {
            while (lines.next()) {
                reader.take(parse(lines));
            }
        }
    }

    private TestResult parse(LineReader lines) {
        try {
            return parse(lines.json());
        } catch (BadLineException e) {
            throw new SinkException(
                    SinkException.Kind.BAD_RESULTS,
                    "%s: %s, line %d: %s"
                            .formatted(attempt, results, lines.number(), e.getMessage()),
                    e);
        }
    }

    private static TestResult parse(JsonLine json) throws BadLineException {
        Optional<String> status = Optional.empty();
        Optional<String> name = Optional.empty();
        Optional<String> note = Optional.empty();
        List<String> files = List.of();
        json.beginObject();
        for (String key = json.nextKey(); key != null; key = json.nextKey()) {
            switch (key) {
                case "status" -> status = json.text(key);
                case "name" -> name = json.text(key);
                case "note" -> note = json.text(key);
                case "files" -> files = json.texts(key);
                default -> json.skip();
            }
        }
        json.end();
        return new TestResult(status.map(Status::new), name, note, files, Map.of());
    }

    /** Removes what is left of them (AGG-06). */
    public void remove() throws IOException {
        Trees.delete(files);
        Files.deleteIfExists(results);
    }
}

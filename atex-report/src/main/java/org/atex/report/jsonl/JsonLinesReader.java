package org.atex.report.jsonl;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.atex.core.InvalidArgumentException;
import org.atex.core.result.Status;
import org.atex.report.files.BadLineException;
import org.atex.report.files.Compression;
import org.atex.report.files.JsonLine;
import org.atex.report.files.LineReader;
import org.atex.report.files.ResultRow;
import org.atex.report.files.ResultRows;
import org.atex.report.files.StateFile;

/**
 * Reads what {@link JsonLinesSink} wrote, compressed or not, row by row. Of a run that has not come
 * to its end a last line that is not whole yet does not count. For one thread.
 */
public final class JsonLinesReader implements ResultRows {

    private final Path file;
    private final LineReader lines;

    private JsonLinesReader(Path file, LineReader lines) {
        this.file = file;
        this.lines = lines;
    }

    /**
     * Opens a results file.
     *
     * @throws InvalidArgumentException if there is none
     */
    public static JsonLinesReader open(Path resultsFile) throws IOException {
        InputStream file = stream(resultsFile);
        try {
            return new JsonLinesReader(resultsFile, new LineReader(Compression.unpackAny(file)));
        } catch (IOException e) {
            file.close();
            throw new IOException("%s: %s".formatted(resultsFile, e.getMessage()), e);
        }
    }

    private static InputStream stream(Path resultsFile) throws IOException {
        try {
            return Files.newInputStream(resultsFile);
        } catch (NoSuchFileException e) {
            throw new InvalidArgumentException(
                    "%s: no such results file".formatted(resultsFile), e);
        }
    }

    @Override
    public Optional<ResultRow> next() throws IOException {
        if (!lines.next()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(lines.json()));
        } catch (BadLineException e) {
            if (!lines.whole() && StateFile.isThere(file)) {
                return Optional.empty();
            }
            throw new InvalidArgumentException(
                    "%s, line %d: %s".formatted(file, lines.number(), problem(e)), e);
        }
    }

    private String problem(BadLineException e) {
        String torn =
                lines.whole() ? "" : "the last line is torn, its writer was stopped half-way: ";
        return torn + e.getMessage();
    }

    private static ResultRow parse(JsonLine json) throws BadLineException {
        json.beginArray();
        String platform = json.requiredText("platform");
        Optional<Status> status = json.text("status").map(Status::new);
        String test = json.requiredText("test");
        Optional<String> subtest = json.text("subtest");
        List<String> files = json.texts("files");
        Optional<String> note = json.text("note");
        json.endArray();
        json.end();
        return new ResultRow(platform, status, test, subtest, files, note);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}

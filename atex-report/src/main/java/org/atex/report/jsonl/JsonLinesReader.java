package org.atex.report.jsonl;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.atex.core.InvalidArgumentException;
import org.atex.core.result.Status;
import org.atex.report.files.BadLineException;
import org.atex.report.files.CollectedInput;
import org.atex.report.files.JsonLine;
import org.atex.report.files.LineReader;
import org.atex.report.files.ResultRow;
import org.atex.report.files.ResultRows;

/**
 * Reads what {@link JsonLinesSink} wrote, compressed or not, row by row. Of a run that has not come
 * to its end what is not whole yet at the end of the file does not count. For one thread.
 */
public final class JsonLinesReader implements ResultRows {

    private final Path file;
    private final CollectedInput in;
    private final LineReader lines;

    private JsonLinesReader(Path file, CollectedInput in) {
        this.file = file;
        this.in = in;
        this.lines = new LineReader(in);
    }

    /**
     * Opens a results file.
     *
     * @throws InvalidArgumentException if there is none
     */
    public static JsonLinesReader open(Path resultsFile) throws IOException {
        try {
            return new JsonLinesReader(resultsFile, CollectedInput.open(resultsFile));
        } catch (NoSuchFileException e) {
            throw new InvalidArgumentException(
                    "%s: no such results file".formatted(resultsFile), e);
        }
    }

    @Override
    public Optional<ResultRow> next() throws IOException {
        if (!nextLine()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(lines.json()));
        } catch (BadLineException e) {
            if (!lines.whole() && in.mayBeTorn()) {
                return Optional.empty();
            }
            throw new InvalidArgumentException(inLine(problem(e)), e);
        }
    }

    private boolean nextLine() throws IOException {
        try {
            return lines.next();
        } catch (EOFException e) {
            throw new IOException(inLine("the file is cut off here"), e);
        } catch (IOException e) {
            throw new IOException(inLine(String.valueOf(e.getMessage())), e);
        }
    }

    private String inLine(String problem) {
        return "%s, line %d: %s".formatted(file, lines.number(), problem);
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

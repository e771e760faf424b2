package org.atex.report.jsonl;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.atex.core.result.ResultSink;
import org.atex.core.result.SinkEvent;
import org.atex.core.result.SinkEvent.AttemptEnded;
import org.atex.core.result.SinkEvent.Standing;
import org.atex.core.result.SinkException;
import org.atex.core.test.Attempt;
import org.atex.report.files.Artifacts;
import org.atex.report.files.Directories;
import org.atex.report.files.ResultRow;
import org.atex.report.files.SafePath;
import org.atex.report.files.TreeMove;
import org.jspecify.annotations.Nullable;

/**
 * Collects the final attempts of a run: a line for each result, and the uploaded files in a
 * directory beside it, {@code files/PLATFORM/TEST/}. Consumes the artifacts.
 *
 * <pre>{@code
 * Orchestrator.builder().sink(JsonLinesSink.to(Path.of("out/results.jsonl")))
 * }</pre>
 *
 * <p>An attempt is taken as a whole or refused as a whole, and is on its way to the disk when
 * {@link #accept} returns. Neither the file nor the directory may be there before.
 */
public final class JsonLinesSink implements ResultSink {

    private final Path resultsFile;
    private final Path files;
    private final Standing ingested;
    private final IngestedTests tests;
    private @Nullable LineFile lines;

    private JsonLinesSink(Builder builder) {
        resultsFile = builder.resultsFile.toAbsolutePath();
        files = builder.files.toAbsolutePath();
        ingested = builder.ingested;
        tests = new IngestedTests(builder.allowDuplicates);
    }

    /** Writes this file, and the uploaded files to {@code files} beside it. */
    public static JsonLinesSink to(Path resultsFile) {
        return builder(resultsFile).build();
    }

    /** Starts a sink that writes this file. */
    public static Builder builder(Path resultsFile) {
        return new Builder(resultsFile);
    }

    @Override
    public void open() throws IOException {
        if (Files.exists(files, LinkOption.NOFOLLOW_LINKS)) {
            throw exists(files);
        }
        Directories.makeParent(resultsFile);
        Directories.makeParent(files);
        lines = create();
    }

    private LineFile create() throws IOException {
        LineFile created = createLines();
        try {
            Files.createDirectory(files);
            return created;
        } catch (IOException e) {
            created.close();
            Files.delete(resultsFile);
            throw e;
        }
    }

    private LineFile createLines() throws IOException {
        try {
            return LineFile.create(resultsFile);
        } catch (FileAlreadyExistsException e) {
            throw exists(resultsFile);
        }
    }

    private static SinkException exists(Path path) {
        return new SinkException(
                SinkException.Kind.EXISTS,
                "%s exists already; results of a run need a place of their own".formatted(path));
    }

    @Override
    public void accept(SinkEvent event) throws IOException {
        if (event instanceof AttemptEnded ended && ended.standing() == ingested) {
            ingest(ended.attempt());
        }
    }

    private void ingest(Attempt attempt) throws IOException {
        Artifacts artifacts = Artifacts.of(attempt);
        artifacts.check();
        String platform = attempt.platform().name();
        String test = tests.nameFor(platform, attempt.test().name());
        Path directory = SafePath.below(SafePath.below(files, platform), test);
        TreeMove move = TreeMove.plan(artifacts.files(), files, directory);
        move.run();
        try {
            append(artifacts, platform, test);
        } catch (IOException | RuntimeException e) {
            move.undo(e);
            throw e;
        }
        tests.add(platform, test);
        artifacts.remove();
    }

    private void append(Artifacts artifacts, String platform, String test) throws IOException {
        requireOpen()
                .append(
                        out ->
                                artifacts.read(
                                        result ->
                                                RowWriter.write(
                                                        ResultRow.of(platform, test, result),
                                                        out)));
    }

    private LineFile requireOpen() {
        if (lines == null) {
            throw new IllegalStateException(this + " is not open");
        }
        return lines;
    }

    @Override
    public boolean consumesArtifacts() {
        return true;
    }

    @Override
    public void close() throws IOException {
        LineFile open = lines;
        lines = null;
        if (open != null) {
            open.close();
        }
    }

    /** {@code JSON lines to /tmp/run/results.jsonl}. */
    @Override
    public String toString() {
        return "JSON lines to " + resultsFile;
    }

    /** Collects how a {@link JsonLinesSink} is to be. For one thread. */
    public static final class Builder {

        private final Path resultsFile;
        private Path files;
        private Standing ingested = Standing.FINAL;
        private boolean allowDuplicates;

        private Builder(Path resultsFile) {
            this.resultsFile = requireNonNull(resultsFile, "resultsFile");
            this.files = resultsFile.resolveSibling("files");
        }

        /** Where the uploaded files go; {@code files} beside the results unless said. */
        public Builder files(Path directory) {
            files = requireNonNull(directory, "directory");
            return this;
        }

        /**
         * Has a test that is ingested again for one platform numbered, {@code /smoke/login (1)};
         * refused unless said (AGG-08).
         */
        public Builder allowDuplicates() {
            allowDuplicates = true;
            return this;
        }

        /**
         * Has it collect the superseded attempts instead of the final ones, several of one test
         * allowed (AGG-14).
         */
        public Builder superseded() {
            ingested = Standing.SUPERSEDED;
            return allowDuplicates();
        }

        /** Makes the sink; nothing is written before it is opened. */
        public JsonLinesSink build() {
            return new JsonLinesSink(this);
        }
    }
}

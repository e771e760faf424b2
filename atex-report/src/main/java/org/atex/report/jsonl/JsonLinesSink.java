package org.atex.report.jsonl;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.Set;
import org.atex.core.result.ResultSink;
import org.atex.core.result.SinkEvent;
import org.atex.report.files.Collector;
import org.atex.report.files.CollectorSettings;
import org.atex.report.files.Compression;
import org.atex.report.files.IngestedAttempt;
import org.atex.report.files.ResultRow;

/**
 * Collects the final attempts of a run: a line for each result, and the uploaded files in a
 * directory beside it, {@code files/PLATFORM/TEST/}. Consumes the artifacts.
 *
 * <pre>{@code
 * Orchestrator.builder().sink(JsonLinesSink.to(Path.of("out/results.jsonl")))
 * }</pre>
 *
 * <p>An attempt is taken as a whole or refused as a whole, and is on its way to the disk when
 * {@link #accept} returns. Neither the file nor the directory may be there before, unless they are
 * of the run that is resumed; {@code results.jsonl.state} is beside them until it has ended
 * (AGG-16).
 */
public final class JsonLinesSink implements ResultSink {

    private final Collector collector;

    private JsonLinesSink(CollectorSettings settings) {
        collector = new Collector(settings, JsonLinesSink::write);
    }

    /** Writes this file, and the uploaded files to {@code files} beside it. */
    public static JsonLinesSink to(Path resultsFile) {
        return builder(resultsFile).build();
    }

    /** Starts a sink that writes this file. */
    public static Builder builder(Path resultsFile) {
        return new Builder(CollectorSettings.of(resultsFile));
    }

    private static void write(IngestedAttempt attempt, OutputStream out) throws IOException {
        attempt.read(
                result ->
                        RowWriter.write(
                                ResultRow.of(attempt.platform(), attempt.test(), result), out));
    }

    @Override
    public void open() throws IOException {
        collector.open();
    }

    @Override
    public void resume() throws IOException {
        collector.resume();
    }

    @Override
    public OptionalLong lastSeen() {
        return collector.lastSeen();
    }

    @Override
    public void accept(SinkEvent event) throws IOException {
        collector.accept(event);
    }

    @Override
    public boolean consumesArtifacts() {
        return true;
    }

    @Override
    public void close() throws IOException {
        collector.close();
    }

    /** {@code JSON lines to /tmp/run/results.jsonl}. */
    @Override
    public String toString() {
        return "JSON lines to " + collector;
    }

    /** Collects how a {@link JsonLinesSink} is to be. For one thread. */
    public static final class Builder {

        private CollectorSettings settings;

        private Builder(CollectorSettings settings) {
            this.settings = settings;
        }

        /** Where the uploaded files go; {@code files} beside the results unless said. */
        public Builder files(Path directory) {
            settings = settings.withFiles(directory);
            return this;
        }

        /**
         * Has a test that is ingested again for one platform numbered, {@code /smoke/login (1)};
         * refused unless said (AGG-08).
         */
        public Builder allowDuplicates() {
            settings = settings.withDuplicates();
            return this;
        }

        /**
         * Has it collect the superseded attempts instead of the final ones, several of one test
         * allowed (AGG-14).
         */
        public Builder superseded() {
            settings = settings.withSuperseded();
            return this;
        }

        /**
         * Compresses the lines by gzip, readable after each attempt, and the uploaded files, which
         * get {@code .gz} appended to their names (AGG-10, AGG-11).
         */
        public Builder gzip() {
            settings = settings.withCompression(Compression.GZIP);
            return this;
        }

        /** As {@link #gzip()}, by xz and with {@code .xz}: smaller, and slower to write. */
        public Builder xz() {
            settings = settings.withCompression(Compression.XZ);
            return this;
        }

        /** Leaves the uploaded files as they are; to be said after how the lines are compressed. */
        public Builder filesUncompressed() {
            settings = settings.withPlainFiles();
            return this;
        }

        /** Another suffix for compressed files, or none if it is empty. */
        public Builder compressedFilesSuffix(String suffix) {
            settings = settings.withFileSuffix(suffix);
            return this;
        }

        /** Leaves files with these base names as they are: what is compressed already, say. */
        public Builder neverCompress(String... names) {
            settings = settings.withFilesExcluded(Set.of(names));
            return this;
        }

        /** Makes the sink; nothing is written before it is opened. */
        public JsonLinesSink build() {
            return new JsonLinesSink(settings);
        }
    }
}

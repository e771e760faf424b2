package org.atex.executor.collect;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.atex.core.result.Status;
import org.atex.core.result.TestError;
import org.atex.core.result.TestResult;
import org.atex.executor.control.ControlException;
import org.jspecify.annotations.Nullable;

/** The results of a test, from their documents to their lines (sections 3 to 5). */
final class Reports implements Durable {

    private final JsonReader reader;
    private final Uploads uploads;
    private final OpenResults open;
    private final PartialsLog partials;
    private final StoredResults stored;
    private final ResultsFile file;

    Reports(Artifacts artifacts, Uploads uploads, CollectorLimits limits) {
        this.uploads = uploads;
        reader = new JsonReader(limits.jsonDepth());
        open = new OpenResults(limits.partialBytes());
        partials = new PartialsLog(open, artifacts.log().kept());
        file = artifacts.results();
        stored = new StoredResults(file, artifacts.output());
    }

    /** A document has come, its data follows. */
    ResultIntake begin(ByteBuffer document) throws ControlException {
        return intake(reader.object(document));
    }

    /** The same for a document that has been read already. */
    ResultIntake intake(Map<String, @Nullable Object> document) throws ControlException {
        return new ResultIntake(ResultReport.of(document), uploads, this::complete);
    }

    /** All data has come, the result counts (CTL-16). */
    private void complete(ResultReport report) throws ControlException, IOException {
        if (report.partial()) {
            partials.merged(report);
            open.merge(report);
            open.checkLimit();
        } else if (open.has(report.name())) {
            partials.merged(report);
            OpenResult whole = open.merge(report);
            stored.store(whole.values(), whole.testout());
            open.remove(whole);
            partials.closed(whole.name());
        } else {
            stored.store(report.values(), report.testout());
        }
    }

    /** Stores a result of the runner's own. */
    void add(Map<String, @Nullable Object> values) throws IOException {
        stored.storeAtEnd(values, null);
    }

    /** Lines that wait are written. */
    void flush() throws IOException {
        file.flush();
    }

    /** No more will come: the fallback result, then all that are open (FBK-05, PAR-04). */
    void finish(OptionalInt exitCode, Optional<TestError> error, Closing closing) {
        if (!file.nameless()) {
            Fallback.mergeInto(open, exitCode, error);
        }
        for (OpenResult result : List.copyOf(open.all())) {
            open.remove(result);
            closing.attempt(() -> stored.storeAtEnd(result.values(), result.testout()));
        }
        closing.attempt(file::flush);
    }

    @Override
    public void save(StateRecord record) {
        partials.save(record);
    }

    @Override
    public void restore(StateRecord record) throws IOException {
        partials.restore(record);
    }

    /** Reads the stored lines again, for whoever listens and for the end of the run. */
    void resume() throws IOException {
        file.resume(this::storedLine);
    }

    private TestResult storedLine(ByteBuffer line) throws IOException {
        try {
            return stored.storedBefore(reader.object(line));
        } catch (ControlException e) {
            throw new IOException("a stored result is corrupt: " + e.getMessage(), e);
        }
    }

    boolean namelessStored() {
        return stored.nameless();
    }

    boolean namelessHasNote() {
        OpenResult own = open.get("");
        return own != null && own.values().get("note") != null;
    }

    boolean anyTrouble() {
        return stored.trouble()
                || open.all().stream().anyMatch(r -> StoredResults.isTrouble(r.values()));
    }

    Optional<Status> status() {
        return stored.status();
    }
}

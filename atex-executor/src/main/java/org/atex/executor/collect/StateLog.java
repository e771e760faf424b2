package org.atex.executor.collect;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.atex.executor.control.ControlException;
import org.jspecify.annotations.Nullable;

/**
 * The state log (SUP-05): one JSON object a line, each telling what has changed since the one
 * before. A last line without its line feed was being written when the runner died: it is ignored.
 */
final class StateLog implements Closeable {

    /** A record wraps documents of the test into a few levels of its own. */
    private static final int OWN_LEVELS = 8;

    private final @Nullable GrowingFile file;
    private final JsonWriter line = new JsonWriter();

    private StateLog(@Nullable GrowingFile file) {
        this.file = file;
    }

    /** One that keeps nothing. */
    static StateLog none() {
        return new StateLog(null);
    }

    /** Begins one. */
    static StateLog create(ArtifactsDirectory directory) throws IOException {
        return new StateLog(directory.create(ArtifactsDirectory.STATE));
    }

    /** Goes on with one, which has to be {@link #read} first. */
    static StateLog in(GrowingFile file) {
        return new StateLog(file);
    }

    boolean kept() {
        return file != null;
    }

    /** Writes a record, unless it says nothing. */
    void append(StateRecord record) throws IOException {
        if (file == null || record.isEmpty()) {
            return;
        }
        line.clear();
        line.value(record.values());
        line.lineFeed();
        long end = file.length();
        try {
            file.append(line.written());
        } catch (IOException e) {
            cut(file, end, e);
            throw e;
        }
    }

    /** A record that was not written completely would spoil the next one. */
    private static void cut(GrowingFile file, long end, IOException reason) {
        try {
            file.cutTo(end);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    /** Takes records in turn. */
    @FunctionalInterface
    interface Reader {
        void take(StateRecord record) throws IOException;
    }

    /**
     * Reads all records, and cuts off an unfinished one.
     *
     * @param depth how deep documents of the test may be
     * @throws IOException if it is no state log, or {@code reader} says so
     */
    void read(int depth, Reader reader) throws IOException {
        GrowingFile log = Objects.requireNonNull(file);
        JsonReader json = new JsonReader(depth + OWN_LEVELS);
        FileLines lines = new FileLines(log);
        ByteBuffer text = lines.next();
        while (text != null) {
            reader.take(record(json, text));
            text = lines.next();
        }
        log.cutBackTo(lines.end());
    }

    private static StateRecord record(JsonReader json, ByteBuffer text) throws IOException {
        try {
            return new StateRecord(json.object(text));
        } catch (ControlException e) {
            throw new IOException("the state log is corrupt: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}

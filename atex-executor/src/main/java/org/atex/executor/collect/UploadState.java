package org.atex.executor.collect;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.atex.executor.control.ControlException;
import org.jspecify.annotations.Nullable;

/** What the state log has to know about uploaded files. */
final class UploadState implements Durable {

    private static final String FILES = "files";
    private static final String BEGUN = "begun";
    private static final String DECLARED = "declared";

    private long declared;
    private long declaredSaved;

    /** Lengths of files, null for one that is gone, since the last record. */
    private Map<String, @Nullable Object> lengths = new LinkedHashMap<>();

    /** Files that data has begun to go to since the last record. */
    private Map<String, @Nullable Object> begun = new LinkedHashMap<>();

    /** What a log said, until it has been read. */
    private Map<String, Long> knownLengths = new HashMap<>();

    /** With those that are complete by now, which nobody asks for. */
    private Map<String, Begun> knownBegun = new HashMap<>();

    /**
     * A file that data goes to.
     *
     * @param start how long it was before
     * @param mine whether it is to be removed if that does not succeed
     */
    record Begun(String path, long start, boolean mine) {}

    void declare(long length) {
        declared += length;
    }

    long declared() {
        return declared;
    }

    void grown(String path, long length) {
        lengths.put(path, length);
    }

    void removed(String path) {
        lengths.put(path, null);
    }

    void begun(String path, long start, boolean mine) {
        begun.put(path, List.of(start, mine));
    }

    void done(String path) {
        begun.remove(path);
    }

    @Override
    public void save(StateRecord record) {
        if (declared != declaredSaved) {
            declaredSaved = declared;
            record.put(DECLARED, declared);
        }
        if (!lengths.isEmpty()) {
            record.put(FILES, lengths);
            lengths = new LinkedHashMap<>();
        }
        if (!begun.isEmpty()) {
            record.put(BEGUN, begun);
            begun = new LinkedHashMap<>();
        }
    }

    @Override
    public void restore(StateRecord record) throws IOException {
        if (record.has(DECLARED)) {
            declared = record.count(DECLARED);
            declaredSaved = declared;
        }
        for (Map.Entry<String, ?> file : record.object(FILES).entrySet()) {
            if (file.getValue() == null) {
                knownLengths.remove(file.getKey());
            } else {
                knownLengths.put(path(file.getKey()), StateRecord.count(file.getValue()));
            }
        }
        for (Map.Entry<String, ?> file : record.object(BEGUN).entrySet()) {
            knownBegun.put(file.getKey(), begun(file.getKey(), file.getValue()));
        }
    }

    private static Begun begun(String path, @Nullable Object value) throws IOException {
        List<?> saved = StateRecord.list(value, 2);
        return new Begun(
                path(path), StateRecord.count(saved.get(0)), StateRecord.flag(saved.get(1)));
    }

    /** A path of the log, which is one that we would make. */
    static String path(String path) throws IOException {
        try {
            if (ArtifactNames.file("", ArtifactNames.normalise(path), path).equals(path)) {
                return path;
            }
        } catch (ControlException e) {
            throw new IOException("the state log is corrupt: " + e.getMessage(), e);
        }
        throw StateRecord.corrupt("no path", path);
    }

    /** All files that the log knows, and how long they were. */
    Map<String, Long> knownLengths() {
        return knownLengths;
    }

    /** A file that the log knows as begun. */
    Begun begun(String path) throws IOException {
        Begun found = knownBegun.get(path);
        if (found == null) {
            throw StateRecord.corrupt("no begun file", path);
        }
        return found;
    }

    /** All is as the log said: it need not be remembered. */
    void resumed() {
        knownLengths = new HashMap<>();
        knownBegun = new HashMap<>();
    }
}

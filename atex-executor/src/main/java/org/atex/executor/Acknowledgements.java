package org.atex.executor;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is stored of streams and was not acknowledged yet (SUP-05). Each acknowledgement wakes the
 * server and the supervisor, so it is put off until it is worth that. For one thread.
 */
final class Acknowledgements {

    /**
     * So many bytes, of all streams together, may go without one. Less than the smallest window and
     * than what each stream may always hold (SUP-04), so that no stream has to wait for it.
     */
    static final long PUT_OFF = 32 * 1024;

    private final Map<Integer, Long> told = new HashMap<>();
    private Map<Integer, Long> stored = new TreeMap<>();
    private long bytes;

    /** These streams are stored up to these offsets. */
    void add(Map<Integer, Long> offsets) {
        offsets.forEach(this::add);
    }

    private void add(int stream, long offset) {
        Long before = stored.put(stream, offset);
        bytes += offset - (before != null ? before : told.getOrDefault(stream, 0L));
    }

    /** Whether they should not be put off any longer. */
    boolean due() {
        return bytes >= PUT_OFF;
    }

    /** All of them, which count as sent from now on. */
    Map<Integer, Long> take() {
        Map<Integer, Long> all = stored;
        told.putAll(all);
        stored = new TreeMap<>();
        bytes = 0;
        return all;
    }

    /** Another link says in its own way how far streams are stored. */
    void forget() {
        told.clear();
        stored.clear();
        bytes = 0;
    }
}

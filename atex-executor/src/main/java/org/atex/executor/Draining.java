package org.atex.executor;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.atex.core.time.Ticker;
import org.atex.executor.link.Frames;

/**
 * What becomes of streams that are still open after the drain time: they are closed, but for those
 * inside a result, which go on as long as they bring bytes at least every 5 s, or have to wait for
 * one that does (CTL-18).
 */
final class Draining {

    /** How long such a stream may be silent, and so how often it is to be looked at. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Recording recording;
    private final Ticker ticker;
    private final Set<Integer> closed = new HashSet<>();
    private final Map<Integer, Long> positions = new HashMap<>();
    private final Map<Integer, Long> movedAt = new HashMap<>();

    Draining(Recording recording, Ticker ticker) {
        this.recording = recording;
        this.ticker = ticker;
    }

    /** Adds to the frames which of these streams are to be closed now. */
    void close(Iterable<Integer> open, Frames frames) {
        for (int stream : open) {
            if (!mayGoOn(stream) && closed.add(stream)) {
                frames.close(stream);
            }
        }
    }

    private boolean mayGoOn(int stream) {
        return recording.insideResult(stream) && silence(stream) < PATIENCE.toNanos();
    }

    private long silence(int stream) {
        long position = recording.position(stream);
        Long before = positions.put(stream, position);
        if (before == null || before != position || recording.waiting(stream)) {
            movedAt.put(stream, ticker.nanos());
        }
        return ticker.nanos() - movedAt.getOrDefault(stream, ticker.nanos());
    }
}

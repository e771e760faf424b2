package org.atex.executor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Brings the streams of a supervised test into its recording. Bytes of a stream that has to wait
 * for another one (CTL-16) are kept here; they are not acknowledged, so the supervisor's window
 * bounds them.
 */
final class StreamIntake {

    private final Recording recording;
    private final SortedSet<Integer> open = new TreeSet<>();
    private final Map<Integer, Waiting> waiting = new TreeMap<>();
    private Map<Integer, Long> ended = new TreeMap<>();

    StreamIntake(Recording recording) {
        this.recording = recording;
    }

    /** What a stream has sent and could not be taken. */
    private static final class Waiting {
        final Deque<ByteBuffer> pieces = new ArrayDeque<>();
        long bytes;
        boolean ended;
    }

    /** Streams that have sent something and not ended. */
    SortedSet<Integer> open() {
        return open;
    }

    /**
     * Takes bytes; those that it had already are skipped, and all that nobody wants any more.
     *
     * @throws IOException if some before them are missing
     */
    void data(int stream, long offset, ByteBuffer bytes) throws IOException {
        if (!recording.wants(stream)) {
            return;
        }
        long expected = received(stream);
        if (offset > expected) {
            throw new IOException(
                    "stream %d goes on at %d instead of %d".formatted(stream, offset, expected));
        }
        open.add(stream);
        if (expected - offset >= bytes.remaining()) {
            return;
        }
        bytes.position(bytes.position() + (int) (expected - offset));
        Waiting rest = waiting.get(stream);
        if (rest == null) {
            recording.feed(stream, bytes);
            keep(stream, bytes);
            othersMoveOn();
        } else {
            add(rest, bytes);
        }
    }

    private long received(int stream) {
        Waiting rest = waiting.get(stream);
        return recording.position(stream) + (rest == null ? 0 : rest.bytes);
    }

    private void keep(int stream, ByteBuffer bytes) {
        if (bytes.hasRemaining() && recording.waiting(stream)) {
            add(waiting.computeIfAbsent(stream, number -> new Waiting()), bytes);
        }
    }

    /** A copy, as the bytes are valid during the call only. */
    private static void add(Waiting rest, ByteBuffer bytes) {
        rest.bytes += bytes.remaining();
        rest.pieces.add(ByteBuffer.allocate(bytes.remaining()).put(bytes).flip());
    }

    /** The stream has ended; that counts once all of it could be taken. */
    void ended(int stream, long length) {
        Waiting rest = waiting.get(stream);
        if (rest == null) {
            end(stream, length);
            othersMoveOn();
        } else {
            rest.ended = true;
        }
    }

    private void end(int stream, long length) {
        open.remove(stream);
        ended.put(stream, length);
        recording.end(stream);
    }

    /** Streams that have ended since the last call, with their lengths. */
    Map<Integer, Long> takeEnded() {
        Map<Integer, Long> all = ended;
        ended = new TreeMap<>();
        return all;
    }

    private void othersMoveOn() {
        boolean moved = !waiting.isEmpty();
        while (moved) {
            moved = false;
            for (int stream : new TreeSet<>(waiting.keySet())) {
                moved |= moveOn(stream);
            }
        }
    }

    private boolean moveOn(int stream) {
        Waiting rest = Objects.requireNonNull(waiting.get(stream));
        long before = rest.bytes;
        while (!rest.pieces.isEmpty()) {
            ByteBuffer piece = rest.pieces.peek();
            int length = piece.remaining();
            recording.feed(stream, piece);
            rest.bytes -= length - piece.remaining();
            if (piece.hasRemaining() && recording.waiting(stream)) {
                return rest.bytes < before;
            }
            rest.bytes -= piece.remaining();
            rest.pieces.remove();
        }
        waiting.remove(stream);
        if (rest.ended) {
            end(stream, recording.position(stream));
        }
        return true;
    }

    /** The link is lost: what waits will be sent again. */
    void linkLost() {
        waiting.clear();
    }
}

package org.atex.executor.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Frames for a supervisor, collected to be sent in one piece, in the order of the calls. For one
 * thread, and for one use.
 */
public final class Frames {

    static final int HEADER = 17;

    private static final byte[] NOTHING = {};

    private final List<byte[]> frames = new ArrayList<>();

    Frames hello(String token) {
        return text('H', "atex 1 " + token);
    }

    /**
     * Start this test.
     *
     * @param run what the runner calls it
     * @param order what to do, as {@code Order} makes it
     */
    public Frames start(RunId run, byte[] order) {
        byte[] line = (run + "\n").getBytes(UTF_8);
        return add(
                'T',
                0,
                0,
                ByteBuffer.allocate(line.length + order.length).put(line).put(order).array());
    }

    /** Go on with the run, from these offsets; other streams are wanted from their start. */
    public Frames proceed(Map<Integer, Long> positions) {
        StringBuilder lines = new StringBuilder();
        positions.forEach((stream, at) -> lines.append(stream).append(' ').append(at).append('\n'));
        return text('P', lines.toString());
    }

    /** Bytes before these offsets are stored. */
    public Frames stored(Map<Integer, Long> offsets) {
        offsets.forEach((stream, offset) -> add('A', stream, offset, NOTHING));
        return this;
    }

    /** A stream of this length has ended, and that is stored as well. */
    public Frames ended(int stream, long length) {
        return add('A', stream, length + 1, NOTHING);
    }

    /** The time after which a test is ended that no runner looks after, from now on (SUP-07). */
    public Frames timeLeft(Duration left) {
        return text('L', Long.toString(left.toMillis()));
    }

    /** Close this stream. */
    public Frames close(int stream) {
        return add('C', stream, 0, NOTHING);
    }

    /** {@code disconnect} was obeyed (SUP-08). */
    public Frames disconnected() {
        return add('Z', 0, 0, NOTHING);
    }

    /** End the test (SUP-09). */
    public Frames end() {
        return add('K', 0, 0, NOTHING);
    }

    /** Forget the run (SUP-13). */
    public Frames forget() {
        return add('G', 0, 0, NOTHING);
    }

    /** End yourself, and what runs (SUP-10). */
    public Frames quit() {
        return add('Q', 0, 0, NOTHING);
    }

    /** Are you there? */
    public Frames ask() {
        return add('N', 0, 0, NOTHING);
    }

    private Frames text(char kind, String payload) {
        return add(kind, 0, 0, payload.getBytes(UTF_8));
    }

    private Frames add(char kind, int stream, long offset, byte[] payload) {
        frames.add(
                ByteBuffer.allocate(HEADER + payload.length)
                        .put((byte) kind)
                        .putInt(stream)
                        .putLong(offset)
                        .putInt(payload.length)
                        .put(payload)
                        .array());
        return this;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return frames.isEmpty();
    }

    byte[] bytes() {
        if (frames.size() == 1) {
            return frames.get(0);
        }
        ByteBuffer all = ByteBuffer.allocate(frames.stream().mapToInt(frame -> frame.length).sum());
        frames.forEach(all::put);
        return all.array();
    }
}

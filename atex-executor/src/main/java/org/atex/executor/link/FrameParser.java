package org.atex.executor.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Takes apart what a supervisor sends, however it is split. Bytes of streams are handed on as they
 * come; other frames are small and kept until they are complete.
 */
final class FrameParser {

    /** The payload of a {@code D} frame. */
    static final int LONGEST_DATA = 256 * 1024;

    /** Any other payload; a state has a line for each connection. */
    static final int LONGEST_TEXT = 16 * 1024 * 1024;

    private static final String KNOWN = "HSFRDEWVXN";

    private final ByteBuffer header = ByteBuffer.allocate(Frames.HEADER);
    private char kind;
    private int stream;
    private long offset;
    private int left;
    private ByteBuffer payload = ByteBuffer.allocate(0);
    private boolean inside;

    /** What becomes of a frame other than {@code D}. */
    interface Frame {
        void came(char kind, int stream, long offset, String payload) throws IOException;
    }

    /** What becomes of bytes of streams. */
    interface Data {
        void came(int stream, long offset, ByteBuffer bytes) throws IOException;
    }

    /**
     * Takes all bytes.
     *
     * @throws LinkException if they are not what a supervisor sends
     * @throws IOException if one of those who are told says so
     */
    void feed(ByteBuffer bytes, Frame frames, Data data) throws IOException {
        while (bytes.hasRemaining()) {
            if (!inside && !begin(bytes)) {
                return;
            }
            if (kind == 'D') {
                passOn(bytes, data);
            } else {
                collect(bytes, frames);
            }
        }
    }

    /** Whether a frame has begun that is not complete: the rest of it is on its way. */
    boolean insideFrame() {
        return inside || header.position() > 0;
    }

    private boolean begin(ByteBuffer bytes) throws LinkException {
        move(bytes, header);
        if (header.hasRemaining()) {
            return false;
        }
        header.flip();
        kind = (char) (header.get() & 0xff);
        stream = header.getInt();
        offset = header.getLong();
        left = header.getInt();
        header.clear();
        check();
        inside = true;
        if (kind != 'D') {
            payload = ByteBuffer.allocate(left);
        }
        return true;
    }

    private void check() throws LinkException {
        int longest = kind == 'D' ? LONGEST_DATA : LONGEST_TEXT;
        if (KNOWN.indexOf(kind) < 0 || stream < 0 || offset < 0 || left < 0 || left > longest) {
            throw new LinkException(
                    "the supervisor sends a frame %d %d %d %d"
                            .formatted((int) kind, stream, offset, left));
        }
    }

    private void passOn(ByteBuffer bytes, Data data) throws IOException {
        ByteBuffer piece = bytes.slice(bytes.position(), Math.min(left, bytes.remaining()));
        int length = piece.remaining();
        bytes.position(bytes.position() + length);
        left -= length;
        inside = left > 0;
        if (length > 0) {
            long at = offset;
            offset += length;
            data.came(stream, at, piece);
        }
    }

    private void collect(ByteBuffer bytes, Frame frames) throws IOException {
        move(bytes, payload);
        if (payload.hasRemaining()) {
            return;
        }
        inside = false;
        String text = new String(payload.array(), UTF_8);
        payload = ByteBuffer.allocate(0);
        frames.came(kind, stream, offset, text);
    }

    private static void move(ByteBuffer from, ByteBuffer to) {
        int length = Math.min(from.remaining(), to.remaining());
        to.put(from.slice(from.position(), length));
        from.position(from.position() + length);
    }
}

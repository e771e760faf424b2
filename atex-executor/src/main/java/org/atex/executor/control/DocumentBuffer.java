package org.atex.executor.control;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Collects the bytes of one JSON document; grows with what has come, not with what is declared. */
final class DocumentBuffer {

    private static final int KEPT = 16 * 1024;
    private static final byte[] NOTHING = {};

    private byte[] bytes = NOTHING;
    private int length;
    private int expected;

    void expect(int newLength) {
        length = 0;
        expected = newLength;
    }

    /** What has come of the document, as a view. */
    ByteBuffer soFar() {
        return ByteBuffer.wrap(bytes, 0, length);
    }

    int length() {
        return length;
    }

    int expected() {
        return expected;
    }

    /**
     * Takes bytes up to the declared length.
     *
     * @return the document once it is complete: a view of the source where it lay there in one
     *     piece, else of this buffer
     */
    @Nullable ByteBuffer fill(ByteBuffer from) {
        int count = Math.min(from.remaining(), expected - length);
        if (count == expected) {
            ByteBuffer whole = from.slice(from.position(), count);
            from.position(from.position() + count);
            return whole;
        }
        copy(from, count);
        return length == expected ? ByteBuffer.wrap(bytes, 0, length) : null;
    }

    private void copy(ByteBuffer from, int count) {
        if (bytes.length < length + count) {
            int wanted = Math.max(length + count, Math.min(expected, 2 * bytes.length));
            bytes = Arrays.copyOf(bytes, wanted);
        }
        from.get(bytes, length, count);
        length += count;
    }

    /** Gives back what a large document needed. */
    void release() {
        length = 0;
        if (bytes.length > KEPT) {
            bytes = NOTHING;
        }
    }
}

package org.atex.executor.control;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.atex.executor.control.ControlException.badControl;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Collects the bytes of one control line, and never more than a line may have (CTL-06). */
final class LineBuffer {

    static final int MAX_LINE = 4096;

    /** Most lines are short, and there may be thousands of streams. */
    private byte[] bytes = new byte[64];

    private int length;

    /**
     * Takes bytes up to and with the next line feed.
     *
     * @return whether the line is complete
     */
    boolean fill(ByteBuffer from) throws ControlException {
        while (from.hasRemaining()) {
            byte next = from.get();
            if (next == '\n') {
                return true;
            }
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * length);
            }
            bytes[length++] = next;
            if (length == MAX_LINE) {
                throw badControl("control line longer than %d bytes".formatted(MAX_LINE));
            }
        }
        return false;
    }

    /** The complete line; the buffer is empty after that. */
    ControlLine take() throws ControlException {
        int end = length;
        length = 0;
        if (end == 0) {
            throw badControl("empty control line");
        }
        String line = new String(bytes, 0, end, ISO_8859_1);
        if (!isText(end)) {
            throw badControl("control line is not ASCII: " + ControlLine.quoted(line));
        }
        return ControlLine.of(line);
    }

    private boolean isText(int end) {
        for (int i = 0; i < end; i++) {
            if (bytes[i] <= 0) {
                return false;
            }
        }
        return true;
    }

    boolean isEmpty() {
        return length == 0;
    }

    @Override
    public String toString() {
        return ControlLine.quoted(new String(bytes, 0, length, ISO_8859_1));
    }
}

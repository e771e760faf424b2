package org.atex.report.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads a file of JSON lines, one at a time, with one buffer. For one thread. */
public final class LineReader implements Closeable {

    /** Longer than any line that our executors store. */
    private static final int LONGEST = 256 * 1024 * 1024;

    private final InputStream in;
    private byte[] buffer = new byte[16 * 1024];
    private int start;
    private int end;
    private int lineEnd;
    private long number;
    private boolean whole = true;

    /** Reads from this stream, and closes it. */
    public LineReader(InputStream in) {
        this.in = in;
    }

    /**
     * Goes on to the next line.
     *
     * @return false at the end
     * @throws IOException if it cannot be read, or is endless
     */
    public boolean next() throws IOException {
        start = number == 0 ? 0 : Math.min(lineEnd + 1, end);
        number++;
        lineEnd = start;
        while (!atLineFeed()) {
            if (!fill()) {
                whole = false;
                return lineEnd > start;
            }
        }
        return true;
    }

    private boolean atLineFeed() {
        while (lineEnd < end && buffer[lineEnd] != '\n') {
            lineEnd++;
        }
        return lineEnd < end;
    }

    private boolean fill() throws IOException {
        makeRoom();
        int count = in.read(buffer, end, buffer.length - end);
        end += Math.max(count, 0);
        return count >= 0;
    }

    private void makeRoom() throws IOException {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            lineEnd -= start;
            start = 0;
        }
        if (end == buffer.length) {
            if (end >= LONGEST) {
                throw new IOException("longer than %d bytes".formatted(LONGEST));
            }
            buffer = Arrays.copyOf(buffer, Math.min(2 * end, LONGEST));
        }
    }

    /** The number of the line, from 1. */
    public long number() {
        return number;
    }

    /** Whether the line ends in a line feed; only the last one may not. */
    public boolean whole() {
        return whole;
    }

    /** The line, to be read before the next one. */
    public JsonLine json() {
        return new JsonLine(buffer, start, lineEnd - start);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}

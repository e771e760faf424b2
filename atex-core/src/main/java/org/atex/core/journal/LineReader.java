package org.atex.core.journal;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The complete lines of a file that may still be growing. What follows the last line feed is a line
 * that is being written, or was when the writer died; it is not there yet.
 */
final class LineReader implements Closeable {

    static final int LONGEST = 1 << 20;

    private final InputStream in;
    private byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;
    private long position;

    LineReader(Path file) throws IOException {
        in = Files.newInputStream(file);
    }

    /** How many bytes the lines so far take up. */
    long position() {
        return position;
    }

    /** The next line, without its end; null if there is none yet. */
    @Nullable String next() throws IOException {
        int searched = start;
        int lineFeed = find(searched);
        while (lineFeed < 0) {
            searched = end - start;
            if (!fill()) {
                return null;
            }
            lineFeed = find(start + searched);
        }
        String line = decode(start, lineFeed);
        position += lineFeed + 1 - start;
        start = lineFeed + 1;
        return line;
    }

    private int find(int from) {
        for (int i = from; i < end; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private boolean fill() throws IOException {
        if (end - start >= LONGEST) {
            throw new JournalException("the line is too long");
        }
        System.arraycopy(buffer, start, buffer, 0, end - start);
        end -= start;
        start = 0;
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        int count = in.read(buffer, end, buffer.length - end);
        end += Math.max(0, count);
        return count > 0;
    }

    private String decode(int from, int to) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(buffer, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new JournalException("the line is no UTF-8", e);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}

package org.atex.executor.collect;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads the complete lines of a file of ours from its start. */
final class FileLines {

    private static final int BUFFER = 64 * 1024;

    /** None of ours is longer. */
    private static final int LONGEST = 256 << 20;

    private final GrowingFile file;
    private byte[] bytes = new byte[BUFFER];
    private int start;
    private int filled;
    private long read;

    FileLines(GrowingFile file) {
        this.file = file;
    }

    /** The next line without its line feed, valid until the next call; null if there is none. */
    @Nullable ByteBuffer next() throws IOException {
        int looked = start;
        while (true) {
            for (int i = looked; i < filled; i++) {
                if (bytes[i] == '\n') {
                    ByteBuffer line = ByteBuffer.wrap(bytes, start, i - start);
                    start = i + 1;
                    return line;
                }
            }
            makeRoom();
            looked = filled;
            if (!fill()) {
                return null;
            }
        }
    }

    private void makeRoom() throws IOException {
        System.arraycopy(bytes, start, bytes, 0, filled - start);
        filled -= start;
        start = 0;
        if (filled == LONGEST) {
            throw new IOException("%s is corrupt: a line has no end".formatted(file));
        }
        if (filled == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * filled);
        }
    }

    private boolean fill() throws IOException {
        ByteBuffer free = ByteBuffer.wrap(bytes, filled, bytes.length - filled);
        file.read(free, read);
        int count = free.position() - filled;
        read += count;
        filled += count;
        return count > 0;
    }

    /** Where in the file the last line ends, with its line feed. */
    long end() {
        return read - (filled - start);
    }
}

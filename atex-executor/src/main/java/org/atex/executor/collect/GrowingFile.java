package org.atex.executor.collect;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;

/**
 * A file that only grows. Unlike a bare channel it survives interrupts: a thread whose interrupt
 * flag is set can write, and keeps the flag.
 */
final class GrowingFile implements Closeable {

    /** More than this is not handed to the system at once, so that its buffers stay small. */
    private static final int PIECE = 1 << 20;

    private final String path;
    private final Opener again;
    private FileChannel channel;
    private long length;

    /**
     * Takes over an open channel.
     *
     * @param path of the file, for those who read of trouble with it
     * @param length of the file; what is written goes behind it
     * @param again opens the same file once more, to read and write
     */
    GrowingFile(String path, FileChannel channel, long length, Opener again) {
        this.path = path;
        this.channel = channel;
        this.length = length;
        this.again = again;
    }

    /**
     * Opens a file that exists, to go on behind its end.
     *
     * @param path of the file, for those who read of trouble with it
     * @param opener opens it to read and write
     */
    static GrowingFile existing(String path, Opener opener) throws IOException {
        GrowingFile file = new GrowingFile(path, opener.open(), 0, opener);
        file.uninterrupted(() -> file.length = file.channel.size());
        return file;
    }

    /** Opens a file. */
    @FunctionalInterface
    interface Opener {
        FileChannel open() throws IOException;
    }

    /** What is known to be in it. */
    long length() {
        return length;
    }

    /** Writes all bytes of the buffer. Those that were written count also if this fails. */
    void append(ByteBuffer bytes) throws IOException {
        append(bytes, bytes.remaining());
    }

    /** Writes some bytes of the buffer, in pieces of bounded size. */
    void append(ByteBuffer bytes, int count) throws IOException {
        int limit = bytes.limit();
        int end = bytes.position() + count;
        try {
            while (bytes.position() < end) {
                bytes.limit(Math.min(end, bytes.position() + PIECE));
                uninterrupted(() -> write(bytes));
            }
        } finally {
            bytes.limit(limit);
        }
    }

    /** An interrupt may come when some of it is written already. */
    private void write(ByteBuffer piece) throws IOException {
        int start = piece.position();
        try {
            channel.write(piece, length);
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException("cannot write %s: %s".formatted(path, e.getMessage()), e);
        } finally {
            length += piece.position() - start;
        }
    }

    /** Reads from a place in the file; nothing at its end. */
    void read(ByteBuffer into, long position) throws IOException {
        int start = into.position();
        uninterrupted(() -> channel.read(into, position + into.position() - start));
    }

    /** Cuts off what was written behind a place. */
    void cutTo(long end) throws IOException {
        uninterrupted(() -> channel.truncate(end));
        length = end;
    }

    /**
     * Cuts off what the state log does not know (SUP-05).
     *
     * @throws IOException if the file is shorter than that
     */
    void cutBackTo(long end) throws IOException {
        if (length < end) {
            throw new IOException("%s has %d bytes, but once had %d".formatted(path, length, end));
        }
        if (length > end) {
            cutTo(end);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** An interrupt closes the channel. Nothing that had counted is lost: the step is repeated. */
    private void uninterrupted(Step step) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            boolean done = false;
            while (!done) {
                try {
                    step.run();
                    done = true;
                } catch (ClosedByInterruptException e) {
                    Thread.interrupted();
                    interrupted = true;
                    channel = again.open();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    /** Its path, for people. */
    @Override
    public String toString() {
        return path;
    }
}

package org.atex.executor.script;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A temporary file without a name: nobody else can open it, and it is gone when the last one who
 * uses it has closed it, or when this process dies, in whatever way. Any threads may read it, also
 * while one still writes it: they wait for what is to come. An interrupted thread can do neither,
 * which hurts no other reader.
 */
final class NamelessFile implements Closeable {

    private static final int PIECE = 64 * 1024;

    /** Not a channel: an interrupted reader would close that for all. */
    private final RandomAccessFile file;

    private int users = 1;
    private long written;
    private boolean whole;
    private @Nullable IOException failure;

    private NamelessFile(RandomAccessFile file) {
        this.file = file;
    }

    /** Makes an empty one, which takes its place in the file system of a directory. */
    static NamelessFile create(Path directory) throws IOException {
        Path named = Files.createTempFile(directory, "atex-", ".tmp"); // for its owner's eyes only
        try {
            return new NamelessFile(new RandomAccessFile(named.toFile(), "rw"));
        } finally {
            Files.delete(named);
        }
    }

    /** Writes it, from the beginning, for one thread; closing it does nothing. */
    OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                checkInterrupt();
                append(bytes, offset, length);
            }
        };
    }

    private synchronized void append(byte[] bytes, int offset, int length) throws IOException {
        file.seek(written);
        file.write(bytes, offset, length);
        written += length;
        notifyAll();
    }

    /** Says that all is written. */
    synchronized void complete() {
        whole = true;
        notifyAll();
    }

    /** Says that no more will be written: whoever reads or waits for it is told why. */
    synchronized void fail(IOException why) {
        failure = why;
        notifyAll();
    }

    /** Its length in bytes, as soon as all is written. */
    synchronized long awaitLength() throws IOException, InterruptedException {
        while (!whole) {
            checkFailure();
            wait();
        }
        return written;
    }

    /** Whether more may be written. */
    synchronized boolean isComing() {
        return !whole && failure == null;
    }

    synchronized boolean failed() {
        return failure != null;
    }

    /**
     * Does nothing unless no more will be written.
     *
     * @throws IOException why, then
     */
    synchronized void checkFailure() throws IOException {
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    /** Reads it from the beginning; the file is there until this is closed. */
    InputStream input() {
        join();
        return new Reader();
    }

    /** One more uses it, until that one {@linkplain #close closes} it. */
    synchronized void join() {
        users++;
    }

    /** One of its users needs it no more; who made it is the first of them. */
    @Override
    public synchronized void close() throws IOException {
        users--;
        if (users == 0) {
            file.close();
        }
    }

    private synchronized int read(long position, byte[] bytes, int offset, int length)
            throws IOException {
        awaitMoreThan(position);
        file.seek(position);
        return file.read(bytes, offset, length);
    }

    private synchronized void awaitMoreThan(long position) throws IOException {
        try {
            while (position == written && !whole) {
                checkFailure();
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private static void checkInterrupt() throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
    }

    /** One who reads. For one thread. */
    private final class Reader extends InputStream {

        private long position;
        private boolean closed;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            checkInterrupt();
            if (closed) {
                throw new IOException("closed");
            }
            if (length == 0) {
                return 0; // there is nothing to wait for
            }
            int count = NamelessFile.this.read(position, bytes, offset, length);
            position += Math.max(0, count);
            return count;
        }

        /** In larger pieces than that of every stream: each of them is locked, read and sent. */
        @Override
        public long transferTo(OutputStream out) throws IOException {
            byte[] piece = new byte[PIECE];
            long done = 0;
            for (int count = read(piece); count >= 0; count = read(piece)) {
                out.write(piece, 0, count);
                done += count;
            }
            return done;
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                NamelessFile.this.close();
            }
        }
    }
}

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

/**
 * A temporary file without a name: nobody else can open it, and it is gone when the last one who
 * uses it has closed it, or when this process dies, in whatever way. Once it is written any threads
 * may read it. An interrupted thread can do neither, which hurts no other one.
 */
final class NamelessFile implements Closeable {

    /** Not a channel: an interrupted reader would close that for all. */
    private final RandomAccessFile file;

    private int users = 1;

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

    /** Writes it, from the beginning; not to be closed. */
    OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                checkInterrupt();
                file.write(bytes, offset, length);
            }
        };
    }

    /** How many bytes were written. */
    long size() throws IOException {
        return file.length();
    }

    /** Reads it from the beginning; the file is there until this is closed. */
    InputStream input() {
        join();
        return new Reader();
    }

    private synchronized void join() {
        users++;
    }

    /** Its maker needs it no more. Once only. */
    @Override
    public synchronized void close() throws IOException {
        users--;
        if (users == 0) {
            file.close();
        }
    }

    private synchronized int read(long position, byte[] bytes, int offset, int length)
            throws IOException {
        file.seek(position);
        return file.read(bytes, offset, length);
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
            int count = NamelessFile.this.read(position, bytes, offset, length);
            position += Math.max(0, count);
            return count;
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

package org.atex.report.junit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Text put aside until the end: in a file without a name, so that nothing is left of it, whatever
 * ends the process, or in one that another process can go on with.
 */
final class Spool implements Closeable {

    private final Path directory;
    private final RandomAccessFile file;
    private final byte[] buffer = new byte[64 * 1024];
    private int buffered;
    private long written;

    private Spool(Path directory, RandomAccessFile file) {
        this.directory = directory;
        this.file = file;
    }

    /** Makes one on the disk of this directory. */
    static Spool in(Path directory) throws IOException {
        Path name = Files.createTempFile(directory, ".junit-", ".spool");
        try {
            return new Spool(directory, new RandomAccessFile(name.toFile(), "rw"));
        } finally {
            Files.delete(name);
        }
    }

    /** Makes one in this file; what is there is kept up to a length, and the rest forgotten. */
    static Spool at(Path path, long kept) throws IOException {
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        Spool spool = new Spool(path.toAbsolutePath().resolveSibling(""), file);
        try {
            if (file.length() < kept) {
                throw new IOException(
                        "%s holds %d bytes, expected %d".formatted(path, file.length(), kept));
            }
            file.setLength(kept);
        } catch (IOException e) {
            spool.close();
            throw e;
        }
        spool.written = kept;
        return spool;
    }

    /** The number of bytes put aside. */
    long length() {
        return written + buffered;
    }

    void append(String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        if (bytes.length > buffer.length - buffered) {
            flush();
        }
        if (bytes.length > buffer.length) {
            write(bytes, bytes.length);
        } else {
            System.arraycopy(bytes, 0, buffer, buffered, bytes.length);
            buffered += bytes.length;
        }
    }

    /** Forgets what was put aside since it had this length. */
    void cutTo(long length) {
        buffered = (int) Math.max(0, length - written);
        written = Math.min(written, length);
    }

    void copyTo(OutputStream out, long start, long end) throws IOException {
        flush();
        byte[] chunk = new byte[buffer.length];
        file.seek(start);
        long left = end - start;
        while (left > 0) {
            int count = (int) Math.min(chunk.length, left);
            file.readFully(chunk, 0, count);
            out.write(chunk, 0, count);
            left -= count;
        }
    }

    /** Hands all that was put aside to the operating system. */
    void flush() throws IOException {
        write(buffer, buffered);
        buffered = 0;
    }

    private void write(byte[] bytes, int length) throws IOException {
        try {
            file.seek(written);
            file.write(bytes, 0, length);
            written += length;
        } catch (IOException e) {
            throw new IOException(
                    "cannot put results aside in %s: %s".formatted(directory, e.getMessage()), e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

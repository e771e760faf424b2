package org.atex.report.files;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that grows by whole groups of lines. Not by a channel: that would be closed by an
 * interrupt of the thread.
 */
public final class LineFile implements Closeable {

    private final Path path;
    private final RandomAccessFile file;

    private LineFile(Path path) throws IOException {
        this.path = path;
        this.file = new RandomAccessFile(path.toFile(), "rw");
    }

    /**
     * Makes a file.
     *
     * @throws java.nio.file.FileAlreadyExistsException if it is there
     */
    public static LineFile create(Path path) throws IOException {
        Files.createFile(path);
        return new LineFile(path);
    }

    /** Opens a file that exists, or an empty one. */
    public static LineFile existing(Path path) throws IOException {
        return new LineFile(path);
    }

    /** Writes lines. */
    @FunctionalInterface
    public interface Lines {
        /** Writes them; does not close the stream. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** Appends all the lines and hands them to the system, or none. */
    public void append(Lines lines) throws IOException {
        long before = length();
        try {
            file.seek(before);
            OutputStream out = new BufferedOutputStream(new Out(), 64 * 1024);
            lines.writeTo(out);
            out.flush();
        } catch (IOException | RuntimeException e) {
            cutTo(before, e);
            throw e;
        }
    }

    /** How many bytes there are. */
    public long length() throws IOException {
        return file.length();
    }

    /** Removes what lies behind. */
    public void cutTo(long length) throws IOException {
        file.setLength(length);
    }

    /** As {@link #cutTo(long)}; a failure of that is added to the one it is done for. */
    void cutTo(long length, Exception because) {
        try {
            cutTo(length);
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private final class Out extends OutputStream {

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                file.write(bytes, offset, length);
            } catch (IOException e) {
                throw new IOException("cannot write %s: %s".formatted(path, e.getMessage()), e);
            }
        }
    }
}

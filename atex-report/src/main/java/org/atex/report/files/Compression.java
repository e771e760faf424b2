package org.atex.report.files;

import java.io.BufferedInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZInputStream;
import org.tukaani.xz.XZOutputStream;

/** How data is stored. Several pieces one behind the other read as one (AGG-10). */
public enum Compression {
    /** As it is. */
    NONE("") {
        @Override
        OutputStream pack(OutputStream out) {
            return new Open(out);
        }

        @Override
        InputStream unpack(InputStream in) {
            return in;
        }
    },

    /** By gzip. */
    GZIP(".gz") {
        @Override
        OutputStream pack(OutputStream out) throws IOException {
            return new GZIPOutputStream(new Open(out), BUFFER);
        }

        @Override
        InputStream unpack(InputStream in) {
            return new GzipInput(in);
        }
    },

    /** By xz: smaller and slower. */
    XZ(".xz") {
        @Override
        OutputStream pack(OutputStream out) throws IOException {
            return new XZOutputStream(new Open(out), new LZMA2Options());
        }

        @Override
        InputStream unpack(InputStream in) throws IOException {
            return new XZInputStream(in, XZ_MEMORY_KIB);
        }
    };

    private static final int BUFFER = 64 * 1024;

    /** What xz may take to read; its highest level needs 65 MiB. */
    private static final int XZ_MEMORY_KIB = 128 * 1024;

    private final String suffix;

    Compression(String suffix) {
        this.suffix = suffix;
    }

    /**
     * Reads what may be compressed in any of these ways, as its first bytes say.
     *
     * @throws java.io.EOFException if it is cut off; the stream throws it, too
     */
    public static InputStream unpackAny(InputStream in) throws IOException {
        BufferedInputStream ahead = new BufferedInputStream(in, BUFFER);
        ahead.mark(2);
        int first = ahead.read() << 8 | ahead.read();
        ahead.reset();
        return switch (first) {
            case 0x1f8b -> GZIP.unpack(ahead);
            case 0xfd37 -> XZ.unpack(ahead);
            default -> ahead;
        };
    }

    /** What is appended to the names of files: {@code .gz}. */
    public String suffix() {
        return suffix;
    }

    /** Writes one whole piece; closing ends the piece and leaves the stream below open. */
    abstract OutputStream pack(OutputStream out) throws IOException;

    /** Reads all pieces. */
    abstract InputStream unpack(InputStream in) throws IOException;

    /** Flushes when it is closed, and no more. */
    private static final class Open extends FilterOutputStream {

        Open(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}

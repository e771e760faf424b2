package org.atex.report.files;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Collector} has written to its target, unpacked. Of a run that has not come to its
 * end, what lies behind the attempts that are done may be cut off anywhere, and ends there; what is
 * done is whole or an error (AGG-16). For one thread.
 */
public final class CollectedInput extends FilterInputStream {

    private final InputStream file;
    private final boolean mayBeTorn;

    private CollectedInput(InputStream file, InputStream unpacked, boolean mayBeTorn) {
        super(unpacked);
        this.file = file;
        this.mayBeTorn = mayBeTorn;
    }

    /**
     * Opens a target.
     *
     * @throws NoSuchFileException if there is none
     */
    public static CollectedInput open(Path target) throws IOException {
        // Asked before the file is opened: that only grows from what is done.
        OptionalLong done = CollectorState.lengthDone(target);
        InputStream file = Files.newInputStream(target);
        InputStream unpacked =
                done.isPresent()
                        ? new SequenceInputStream(
                                new Unpacked(new Head(file, done.getAsLong())),
                                new UpToTear(new Unpacked(file)))
                        : new Unpacked(file);
        return new CollectedInput(file, unpacked, done.isPresent());
    }

    /** Whether its run has not come to its end: the last line may be torn. */
    public boolean mayBeTorn() {
        return mayBeTorn;
    }

    @Override
    public void close() throws IOException {
        try (file) {
            super.close();
        }
    }

    /** Looks how it is compressed when it is first read. */
    private static final class Unpacked extends InputStream {

        private final InputStream packed;
        private @Nullable InputStream unpacked;

        Unpacked(InputStream packed) {
            this.packed = packed;
        }

        private InputStream unpacked() throws IOException {
            if (unpacked == null) {
                unpacked = Compression.unpackAny(packed);
            }
            return unpacked;
        }

        @Override
        public int read() throws IOException {
            return unpacked().read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return unpacked().read(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            if (unpacked != null) {
                unpacked.close();
            }
        }
    }

    /** The first bytes of a stream, all of which must be there. */
    private static final class Head extends InputStream {

        private final InputStream in;
        private long left;

        Head(InputStream in, long length) {
            this.in = in;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = in.read(bytes, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new EOFException("%d bytes are missing".formatted(left));
            }
            left -= count;
            return count;
        }
    }

    /** Ends where what it reads is cut off. */
    private static final class UpToTear extends InputStream {

        private final InputStream in;

        UpToTear(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            try {
                return in.read();
            } catch (EOFException e) {
                return -1;
            }
        }

        /** One by one: what is read together is lost together where a tear comes behind it. */
        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = 0;
            while (count < length) {
                int octet = read();
                if (octet < 0) {
                    return count == 0 ? -1 : count;
                }
                bytes[offset + count++] = (byte) octet;
            }
            return count;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}

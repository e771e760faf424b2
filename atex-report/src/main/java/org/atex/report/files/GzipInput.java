package org.atex.report.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Reads gzip members one behind the other. What is cut off ends with {@link EOFException}, and
 * whatever follows a member without being one is a {@link ZipException}: the stream of the JDK
 * takes either for the end. For one thread.
 */
final class GzipInput extends InputStream {

    private static final int DEFLATED = 8;
    private static final int HAS_CHECKSUM = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private final byte[] buffer = new byte[64 * 1024];
    private int next;
    private int end;
    private boolean within;

    /** Reads from this stream, and closes it. */
    GzipInput(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = 0;
        while (count == 0 && length > 0) {
            if (!within && !begin()) {
                return -1;
            }
            count = inflate(bytes, offset, length);
        }
        return count;
    }

    /** Goes on to the next member, if there is one. */
    private boolean begin() throws IOException {
        if (next == end && !fill()) {
            return false;
        }
        if (octet() != 0x1f || octet() != 0x8b || octet() != DEFLATED) {
            throw new ZipException("not in gzip format");
        }
        int flags = octet();
        skip(6); // time, level, system
        if ((flags & HAS_EXTRA) != 0) {
            skip(octet() | octet() << 8);
        }
        skipText(flags & HAS_NAME);
        skipText(flags & HAS_COMMENT);
        skip(flags & HAS_CHECKSUM); // as many bytes
        inflater.reset();
        inflater.setInput(buffer, next, end - next);
        checksum.reset();
        within = true;
        return true;
    }

    private int inflate(byte[] bytes, int offset, int length) throws IOException {
        try {
            int count = inflater.inflate(bytes, offset, length);
            checksum.update(bytes, offset, count);
            if (inflater.finished()) {
                finish();
            } else if (count == 0) {
                require(fill());
                inflater.setInput(buffer, 0, end);
            }
            return count;
        } catch (DataFormatException e) {
            throw new ZipException("corrupt data: " + e.getMessage());
        }
    }

    private void finish() throws IOException {
        within = false;
        next = end - inflater.getRemaining();
        long length = inflater.getBytesWritten() & 0xffff_ffffL;
        if (number() != checksum.getValue() || number() != length) {
            throw new ZipException("its checksum is another");
        }
    }

    private long number() throws IOException {
        return octet() | octet() << 8 | octet() << 16 | (long) octet() << 24;
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            octet();
        }
    }

    private void skipText(int isThere) throws IOException {
        if (isThere != 0) {
            while (octet() != 0) {}
        }
    }

    private int octet() throws IOException {
        require(next < end || fill());
        return buffer[next++] & 0xff;
    }

    private boolean fill() throws IOException {
        next = 0;
        end = Math.max(0, in.read(buffer, 0, buffer.length));
        return end > 0;
    }

    private static void require(boolean more) throws EOFException {
        if (!more) {
            throw new EOFException("it is cut off");
        }
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}

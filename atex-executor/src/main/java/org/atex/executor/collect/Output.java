package org.atex.executor.collect;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Passes on the output of a test up to its limit, and says where it cut (LIM-06). */
final class Output {

    private final Destination destination;
    private final long limit;
    private long length;
    private boolean cut;
    private byte last = '\n';

    Output(Destination destination, long limit) {
        this.destination = destination;
        this.limit = limit;
    }

    /** Where output goes. */
    @FunctionalInterface
    interface Destination {
        /** Takes all bytes of the buffer. */
        void write(ByteBuffer bytes) throws IOException;
    }

    /** Takes all bytes of the buffer, and throws away those over the limit. */
    void write(ByteBuffer bytes) throws IOException {
        int size = (int) Math.min(bytes.remaining(), limit - length);
        if (size > 0) {
            last = bytes.get(bytes.position() + size - 1);
            destination.write(bytes.slice(bytes.position(), size));
            length += size;
            bytes.position(bytes.position() + size);
        }
        if (bytes.hasRemaining() && !cut) {
            cut = true;
            destination.write(notice());
        }
        bytes.position(bytes.limit());
    }

    private ByteBuffer notice() {
        String line = "[output cut after %d bytes]\n".formatted(limit);
        return ByteBuffer.wrap(((last == '\n' ? "" : "\n") + line).getBytes(US_ASCII));
    }
}

package org.atex.executor.collect;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** Passes on the output of a test up to its limit, and says where it cut (LIM-06). */
final class Output implements Durable {

    /** The number of this stream among those of a test. */
    static final int STREAM = 0;

    private static final String KEY = "output";

    private final Destination destination;
    private final long limit;
    private long position;
    private long acknowledged;
    private long length;
    private boolean cut;
    private boolean lineOpen;
    private boolean changed;

    Output(Destination destination, long limit) {
        this.destination = destination;
        this.limit = limit;
    }

    /** Where output goes. */
    @FunctionalInterface
    interface Destination {
        /** Takes so many bytes of the buffer. */
        void write(ByteBuffer bytes, int count) throws IOException;
    }

    /** Takes all bytes of the buffer, and throws away those over the limit. */
    void write(ByteBuffer bytes) throws IOException {
        changed |= bytes.hasRemaining();
        int size = (int) Math.min(bytes.remaining(), limit - length);
        if (size > 0) {
            lineOpen = bytes.get(bytes.position() + size - 1) != '\n';
            destination.write(bytes, size);
            length += size;
            position += size;
        }
        if (bytes.hasRemaining() && !cut) {
            cut = true;
            ByteBuffer notice = notice();
            destination.write(notice, notice.remaining());
        }
        position += bytes.remaining();
        bytes.position(bytes.limit());
    }

    private ByteBuffer notice() {
        String line = "[output cut after %d bytes]\n".formatted(limit);
        return ByteBuffer.wrap(((lineOpen ? "\n" : "") + line).getBytes(US_ASCII));
    }

    /** How many bytes have come since the last start of the test. */
    long position() {
        return position;
    }

    /** The test starts again, and so do the offsets. */
    void restart() {
        position = 0;
        acknowledged = 0;
        changed = true;
    }

    /** All that has come is stored. */
    void acknowledge(Map<Integer, Long> offsets) {
        if (position != acknowledged) {
            acknowledged = position;
            offsets.put(STREAM, position);
        }
    }

    @Override
    public void save(StateRecord record) {
        if (changed) {
            record.put(KEY, List.of(position, length, cut, lineOpen));
            changed = false;
        }
    }

    @Override
    public void restore(StateRecord record) throws IOException {
        if (record.has(KEY)) {
            List<?> saved = StateRecord.list(record.list(KEY), 4);
            position = StateRecord.count(saved.get(0));
            acknowledged = position;
            length = StateRecord.count(saved.get(1));
            cut = StateRecord.flag(saved.get(2));
            lineOpen = StateRecord.flag(saved.get(3));
        }
    }
}

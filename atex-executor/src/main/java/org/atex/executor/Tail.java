package org.atex.executor;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The last 16 KiB of some output. Safe for any thread. */
final class Tail {

    private static final int SIZE = 16 * 1024;

    private final byte[] ring = new byte[SIZE];
    private long written;

    synchronized void add(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            ring[(int) (written++ % SIZE)] = bytes.get();
        }
    }

    /** As text; what is no UTF-8 is replaced. */
    @Override
    public synchronized String toString() {
        int length = (int) Math.min(written, SIZE);
        byte[] last = new byte[length];
        for (int i = 0; i < length; i++) {
            last[i] = ring[(int) ((written - length + i) % SIZE)];
        }
        return new String(last, StandardCharsets.UTF_8);
    }
}

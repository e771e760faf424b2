package org.atex.executor;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/** A stream of the caller's to which several tests write, one at a time; flushed at once. */
final class SerialOutput extends OutputStream {

    private final OutputStream to;

    SerialOutput(OutputStream to) {
        this.to = Objects.requireNonNull(to, "output");
    }

    @Override
    public synchronized void write(int b) throws IOException {
        to.write(b);
        to.flush();
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        to.write(bytes, offset, length);
        to.flush();
    }
}

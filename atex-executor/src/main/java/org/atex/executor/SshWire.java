package org.atex.executor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.atex.executor.link.Wire;
import org.atex.executor.ssh.SocketStream;
import org.jspecify.annotations.Nullable;

/** A forwarded socket as what carries a link. */
record SshWire(SocketStream stream) implements Wire {

    @Override
    public @Nullable ByteBuffer read(Duration patience) throws IOException, InterruptedException {
        return stream.read(patience);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        stream.write(bytes);
    }

    @Override
    public boolean isOpen() {
        return stream.isOpen();
    }

    @Override
    public void close() {
        stream.close();
    }
}

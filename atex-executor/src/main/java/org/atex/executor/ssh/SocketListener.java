package org.atex.executor.ssh;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.connection.Connection;
import net.schmizz.sshj.transport.TransportException;
import org.jspecify.annotations.Nullable;

/** A UNIX socket on the system at which a few connections are awaited, one after the other. */
public final class SocketListener implements AutoCloseable {

    private static final int WAITING = 16;

    private final String path;
    private final Runnable cancel;
    private final BlockingQueue<SocketStream> accepted = new LinkedBlockingQueue<>(WAITING);
    private boolean closed;

    SocketListener(String path, Runnable cancel) {
        this.path = path;
        this.cancel = cancel;
    }

    /** Where it is on the system. The server leaves the file behind when this is closed. */
    public String path() {
        return path;
    }

    /**
     * Waits for a connection.
     *
     * @return null if none came in time
     * @throws InterruptedException if interrupted
     */
    public @Nullable SocketStream accept(Duration patience) throws InterruptedException {
        return accepted.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Takes what the server offers; on the connection's reader thread. */
    synchronized void offer(Connection connection, int recipient, long window, long maxPacket)
            throws TransportException {
        if (closed || accepted.remainingCapacity() == 0) {
            SocketForwarding.StreamChannel.refuse(connection, recipient);
            return;
        }
        SocketStream.Channel channel =
                new SocketStream.Channel(connection, recipient, window, maxPacket, path);
        channel.confirm();
        accepted.add(new SocketStream(channel));
    }

    /** Stops listening, and closes what was not accepted. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        cancel.run();
        accepted.forEach(SocketStream::close);
        accepted.clear();
    }
}

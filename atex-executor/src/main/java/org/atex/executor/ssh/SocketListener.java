package org.atex.executor.ssh;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.connection.Connection;
import net.schmizz.sshj.transport.TransportException;
import org.atex.core.time.Deadline;
import org.jspecify.annotations.Nullable;

/** A UNIX socket on the system at which a few connections are awaited, one after the other. */
public final class SocketListener implements AutoCloseable {

    private static final int WAITING = 16;

    private final String path;
    private final Runnable cancel;
    private final Queue<SocketStream> accepted = new ArrayDeque<>();
    private boolean closed;
    private boolean lost;

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
     * @return null if none came in time, or none can come because the SSH connection is lost
     * @throws InterruptedException if interrupted
     */
    public synchronized @Nullable SocketStream accept(Duration patience)
            throws InterruptedException {
        Deadline deadline = Deadline.after(patience);
        while (accepted.isEmpty() && !lost && !deadline.expired()) {
            TimeUnit.NANOSECONDS.timedWait(this, deadline.remaining().toNanos());
        }
        return accepted.poll();
    }

    /** The SSH connection is lost: whoever waits for a connection waits no more. */
    synchronized void lost() {
        lost = true;
        notifyAll();
    }

    /** Takes what the server offers; on the connection's reader thread. */
    synchronized void offer(Connection connection, int recipient, long window, long maxPacket)
            throws TransportException {
        if (closed || accepted.size() >= WAITING) {
            SocketForwarding.StreamChannel.refuse(connection, recipient);
            return;
        }
        SocketStream.Channel channel =
                new SocketStream.Channel(connection, recipient, window, maxPacket, path);
        channel.confirm();
        accepted.add(new SocketStream(channel));
        notifyAll();
    }

    /** Stops listening, and closes what was not accepted. */
    @Override
    public void close() {
        List<SocketStream> unwanted;
        synchronized (this) {
            closed = true;
            unwanted = List.copyOf(accepted);
            accepted.clear();
        }
        cancel.run();
        unwanted.forEach(SocketStream::close);
    }
}

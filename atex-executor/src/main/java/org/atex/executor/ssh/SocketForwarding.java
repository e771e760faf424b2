package org.atex.executor.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.connection.Connection;
import net.schmizz.sshj.connection.channel.forwarded.AbstractForwardedChannel;
import net.schmizz.sshj.transport.TransportException;

/**
 * A UNIX socket on the system whose connections end here. Each is served by a thread of its own;
 * those beyond the limit wait until one has ended.
 */
public final class SocketForwarding implements AutoCloseable {

    /** Serves connections, each in a thread of its own. */
    public interface Service {
        /**
         * Reads a connection, to its end or until it has had enough. What is not read then is
         * refused: the other side's writes fail.
         *
         * @param bytes what comes; fails when the SSH connection is lost, ends when closed
         */
        void serve(InputStream bytes) throws IOException;

        /** A connection is over; {@link #busy()} does not count it any more. */
        void ended();
    }

    static final String CHANNEL_TYPE = "forwarded-streamlocal@openssh.com";

    private static final int ADMINISTRATIVELY_PROHIBITED = 1;

    private final String path;
    private final Service service;
    private final int limit;
    private final Executor threads;
    private final Runnable cancel;
    private final Queue<StreamChannel> waiting = new ArrayDeque<>();
    private final Set<StreamChannel> open = new HashSet<>();
    private boolean closed;

    SocketForwarding(String path, Service service, int limit, Executor threads, Runnable cancel) {
        this.path = path;
        this.service = service;
        this.limit = limit;
        this.threads = threads;
        this.cancel = cancel;
    }

    /** Where it is on the system. The server leaves the file behind when this is closed. */
    public String path() {
        return path;
    }

    /**
     * How many connections the server has brought that are not over, those that still wait for a
     * thread included.
     */
    public synchronized int busy() {
        return open.size() + waiting.size();
    }

    /** Takes what the server offers; on the connection's reader thread, so it only decides. */
    void offer(Connection connection, int recipient, long window, long maxPacket)
            throws TransportException {
        StreamChannel channel = new StreamChannel(connection, recipient, window, maxPacket, path);
        synchronized (this) {
            if (closed) {
                channel.refuse();
                return;
            }
            if (open.size() >= limit) {
                waiting.add(channel);
                return;
            }
            open.add(channel);
        }
        dispatch(channel);
    }

    private void dispatch(StreamChannel channel) throws TransportException {
        try {
            threads.execute(() -> serve(channel));
        } catch (RejectedExecutionException e) {
            channel.refuse(); // the executor of tests is being closed
        }
    }

    private void serve(StreamChannel channel) {
        try {
            if (accept(channel)) {
                service.serve(channel.getInputStream());
            }
        } catch (IOException e) {
            // Said by the service to whom it concerns; here it only ends the connection.
        } finally {
            channel.letGo();
            serveNext(channel);
        }
    }

    private synchronized boolean accept(StreamChannel channel) throws TransportException {
        if (closed) {
            channel.refuse();
            return false;
        }
        channel.confirm();
        return true;
    }

    private void serveNext(StreamChannel done) {
        StreamChannel next;
        synchronized (this) {
            open.remove(done);
            next = closed ? null : waiting.poll();
            if (next != null) {
                open.add(next);
            }
        }
        service.ended();
        if (next != null) {
            try {
                dispatch(next);
            } catch (TransportException e) {
                // The connection is lost, and with it all that waits.
            }
        }
    }

    /**
     * Closes all connections and stops listening (CTL-12). Does not wait for the services, whose
     * reads end or fail.
     */
    @Override
    public void close() {
        List<StreamChannel> refused;
        List<StreamChannel> ended;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            refused = List.copyOf(waiting);
            ended = List.copyOf(open);
            waiting.clear();
        }
        cancel.run();
        ended.forEach(StreamChannel::letGo);
        for (StreamChannel channel : refused) {
            try {
                channel.refuse();
            } catch (TransportException e) {
                return; // nobody left to refuse
            }
        }
    }

    /** One accepted connection. */
    static final class StreamChannel extends AbstractForwardedChannel {

        private volatile boolean confirmed;

        StreamChannel(
                Connection connection, int recipient, long window, long maxPacket, String path) {
            super(connection, CHANNEL_TYPE, recipient, window, maxPacket, path, 0);
        }

        @Override
        public void confirm() throws TransportException {
            super.confirm();
            confirmed = true;
        }

        void refuse() throws TransportException {
            refuse(conn, getRecipient());
        }

        /** The library's own refusal lacks a field, for which OpenSSH drops the connection. */
        static void refuse(Connection connection, int recipient) throws TransportException {
            connection
                    .getTransport()
                    .write(
                            new SSHPacket(Message.CHANNEL_OPEN_FAILURE)
                                    .putUInt32FromInt(recipient)
                                    .putUInt32(ADMINISTRATIVELY_PROHIBITED)
                                    .putString("not requested")
                                    .putString(""));
        }

        /** Closes without waiting; data still on its way is dropped with the channel. */
        void letGo() {
            if (!confirmed) {
                return;
            }
            try {
                sendClose();
            } catch (IOException e) {
                // The connection is gone, and the channel with it.
            }
        }
    }
}

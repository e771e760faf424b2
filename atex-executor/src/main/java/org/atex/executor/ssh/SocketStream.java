package org.atex.executor.ssh;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.connection.Connection;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.ChannelInputStream;
import net.schmizz.sshj.connection.channel.forwarded.AbstractForwardedChannel;
import net.schmizz.sshj.transport.TransportException;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a forwarded UNIX socket whose reader needs no thread of its own, as it can wait
 * with a limit and be interrupted. What has come and was not taken is bounded by the channel's
 * window (2 MiB).
 *
 * <p>One thread reads, one writes at a time; {@link #close} may be called by any.
 */
public final class SocketStream implements AutoCloseable {

    private final Channel channel;

    SocketStream(Channel channel) {
        this.channel = channel;
    }

    /**
     * Takes the bytes that came next, a piece as the server sent it.
     *
     * @param patience how long to wait for some; zero for what is there
     * @return null if nothing came in time
     * @throws EOFException if all was taken, and the other side has ended the connection
     * @throws IOException if the connection is lost
     * @throws InterruptedException if interrupted; nothing is lost by that
     */
    public @Nullable ByteBuffer read(Duration patience) throws IOException, InterruptedException {
        return channel.take(patience);
    }

    /**
     * Writes all of it.
     *
     * @throws IOException if the connection is lost, or the server takes nothing for a long time
     */
    public void write(byte[] bytes) throws IOException {
        try {
            channel.getOutputStream().write(bytes);
            channel.getOutputStream().flush();
        } catch (IndexOutOfBoundsException e) {
            // A packet of the SSH library that failed once cannot be written once more.
            throw new IOException("the connection was lost while it was written to", e);
        }
    }

    /** Whether nothing is known of its end. */
    public boolean isOpen() {
        return channel.lives();
    }

    /** Ends it, without waiting. */
    @Override
    public void close() {
        channel.letGo();
    }

    /** The SSH library's side of it, called by its reader thread. */
    static final class Channel extends AbstractForwardedChannel {

        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private final Queue<ByteBuffer> pieces = new ArrayDeque<>();
        private final long enough;
        private long taken;
        private boolean ended;
        private @Nullable IOException failure;

        Channel(Connection connection, int recipient, long window, long maxPacket, String path) {
            super(connection, SocketForwarding.CHANNEL_TYPE, recipient, window, maxPacket, path, 0);
            enough = connection.getWindowSize() / 2;
        }

        @Override
        protected void receiveInto(ChannelInputStream unused, SSHPacket packet)
                throws SSHException {
            byte[] piece;
            try {
                piece = packet.readBytes();
            } catch (Buffer.BufferException e) {
                throw new ConnectionException(e);
            }
            lwin.consume(piece.length);
            lock.lock();
            try {
                pieces.add(ByteBuffer.wrap(piece));
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Nullable ByteBuffer take(Duration patience) throws IOException, InterruptedException {
            ByteBuffer piece;
            lock.lockInterruptibly();
            try {
                long left = patience.toNanos();
                while (pieces.isEmpty()) {
                    if (failure != null) {
                        throw new IOException(failure.getMessage(), failure);
                    }
                    if (ended) {
                        throw new EOFException("the connection has ended");
                    }
                    if (left <= 0) {
                        return null;
                    }
                    left = changed.awaitNanos(left);
                }
                piece = pieces.remove();
            } finally {
                lock.unlock();
            }
            reopenWindow(piece.remaining());
            return piece;
        }

        /** By no more than was taken, so that window and what waits here stay one size. */
        private void reopenWindow(int more) throws TransportException {
            taken += more;
            if (taken >= enough) {
                lwin.expand(taken);
                trans.write(newBuffer(Message.CHANNEL_WINDOW_ADJUST).putUInt32(taken));
                taken = 0;
            }
        }

        boolean lives() {
            lock.lock();
            try {
                return !ended;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void notifyError(SSHException error) {
            over(error);
            super.notifyError(error);
        }

        @Override
        protected void eofInputStreams() {
            over(null);
            super.eofInputStreams();
        }

        @Override
        protected void closeAllStreams() {
            over(null);
            super.closeAllStreams();
        }

        private void over(@Nullable IOException why) {
            lock.lock();
            try {
                if (!ended) {
                    ended = true;
                    failure = why;
                }
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        void letGo() {
            over(null);
            try {
                sendClose();
            } catch (IOException e) {
                // The connection is gone, and the channel with it.
            }
        }
    }
}

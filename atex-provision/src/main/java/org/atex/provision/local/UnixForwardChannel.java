package org.atex.provision.local;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.client.channel.AbstractClientChannel;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.Closeable;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.ChannelOutputStream;
import org.apache.sshd.common.future.CloseFuture;
import org.apache.sshd.common.future.DefaultCloseFuture;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.closeable.IoBaseCloseable;

/**
 * One connection to a forwarded UNIX socket. What the client sends waits in a queue that its window
 * bounds, so a peer that doesn't read holds up this channel and no other. Each direction ends on
 * its own; the channel ends when both have.
 */
final class UnixForwardChannel extends AbstractClientChannel {

    private static final int CHUNK = 32 * 1024;
    private static final byte[] END = {};

    private final Path path;
    private final SocketChannel peer;
    private final ExecutorService threads;
    private final BlockingQueue<byte[]> fromClient = new LinkedBlockingQueue<>();
    private final AtomicInteger openDirections = new AtomicInteger(2);
    private final CloseFuture delivered = new DefaultCloseFuture("delivered", futureLock);

    UnixForwardChannel(Path path, SocketChannel peer, ExecutorService threads) {
        super("forwarded-streamlocal@openssh.com");
        this.path = path;
        this.peer = peer;
        this.threads = threads;
    }

    @Override
    public synchronized OpenFuture open() throws IOException {
        openFuture = new DefaultOpenFuture(path, futureLock);
        Buffer packet = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_OPEN);
        packet.putString(getChannelType());
        packet.putUInt(getChannelId());
        packet.putUInt(getLocalWindow().getSize());
        packet.putUInt(getLocalWindow().getPacketSize());
        packet.putString(path.toString());
        packet.putString(""); // reserved
        writePacket(packet);
        return openFuture;
    }

    @Override
    protected void doOpen() {
        OutputStream toClient =
                new ChannelOutputStream(
                        this, getRemoteWindow(), log, SshConstants.SSH_MSG_CHANNEL_DATA, true);
        threads.execute(() -> forwardToClient(toClient));
        threads.execute(this::deliverToPeer);
    }

    private void forwardToClient(OutputStream toClient) {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        try (toClient) {
            while (peer.read(chunk.clear()) >= 0) {
                toClient.write(chunk.array(), 0, chunk.position());
                toClient.flush();
            }
        } catch (IOException e) {
            log.debug("{}: {}", this, e.toString());
        } finally {
            directionEnded();
        }
    }

    private void deliverToPeer() {
        try {
            for (byte[] data = fromClient.take(); data != END; data = fromClient.take()) {
                deliver(ByteBuffer.wrap(data));
                getLocalWindow().release(data.length);
            }
            peer.shutdownOutput();
        } catch (IOException e) {
            log.debug("{}: {}", this, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server is being closed
        } finally {
            delivered.setClosed();
            directionEnded();
        }
    }

    private void deliver(ByteBuffer data) throws IOException {
        while (data.hasRemaining()) {
            peer.write(data);
        }
    }

    private void directionEnded() {
        if (openDirections.decrementAndGet() == 0) {
            close(false);
        }
    }

    @Override
    protected void doWriteData(byte[] data, int offset, long length) throws IOException {
        if (delivered.isClosed()) {
            getLocalWindow().release(length); // the peer doesn't want it
        } else {
            fromClient.add(Arrays.copyOfRange(data, offset, offset + Math.toIntExact(length)));
        }
    }

    @Override
    public void handleEof() throws IOException {
        super.handleEof();
        fromClient.add(END);
    }

    @Override
    protected void preClose() {
        fromClient.add(END);
        super.preClose();
    }

    /** What the client has sent before it closed the channel still goes to the peer. */
    @Override
    protected Closeable getInnerCloseable() {
        return builder()
                .close(new Delivery())
                .run(path, this::closePeer)
                .close(super.getInnerCloseable())
                .build();
    }

    private void closePeer() {
        try {
            peer.close();
        } catch (IOException e) {
            log.debug("{}: {}", this, e.toString());
        }
    }

    private final class Delivery extends IoBaseCloseable {

        @Override
        public CloseFuture close(boolean immediately) {
            if (immediately) {
                closePeer();
                delivered.setClosed();
            }
            return delivered;
        }

        @Override
        public void addCloseFutureListener(
                org.apache.sshd.common.future.SshFutureListener<CloseFuture> listener) {
            delivered.addListener(listener);
        }

        @Override
        public void removeCloseFutureListener(
                org.apache.sshd.common.future.SshFutureListener<CloseFuture> listener) {
            delivered.removeListener(listener);
        }

        @Override
        public boolean isClosed() {
            return delivered.isClosed();
        }

        @Override
        public boolean isClosing() {
            return isClosed();
        }
    }
}

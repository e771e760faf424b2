package org.atex.provision.local;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.session.ConnectionService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One forwarded UNIX socket: each connection to it becomes a channel to the client. */
final class UnixForward implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(UnixForward.class);
    private static final int BACKLOG = 128;
    private static final long SECONDS_TO_END = 5;

    private final Path path;
    private final ConnectionService service;
    private final ExecutorService threads;
    private final ServerSocketChannel listener;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Thread acceptor;

    private UnixForward(
            Path path,
            ConnectionService service,
            ExecutorService threads,
            ServerSocketChannel listener) {
        this.path = path;
        this.service = service;
        this.threads = threads;
        this.listener = listener;
    }

    /** Binds the socket, which must not exist, for the eyes of its owner only. */
    static UnixForward bind(Path path, ConnectionService service, ExecutorService threads)
            throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        boolean bound = false;
        try {
            listener.bind(UnixDomainSocketAddress.of(path), BACKLOG);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            bound = true;
        } finally {
            if (!bound) {
                listener.close();
            }
        }
        return new UnixForward(path, service, threads, listener);
    }

    void start() {
        try {
            threads.execute(this::acceptAll);
        } catch (RejectedExecutionException e) {
            closeListener();
            ended.countDown(); // the system is being released
        }
    }

    private void acceptAll() {
        acceptor = Thread.currentThread();
        try {
            while (true) {
                open(listener.accept());
            }
        } catch (IOException | RuntimeException e) {
            log.debug("{}: no more connections: {}", path, e.toString());
        } finally {
            closeListener();
            ended.countDown();
        }
    }

    private void open(SocketChannel peer) throws IOException {
        UnixForwardChannel channel = new UnixForwardChannel(path, peer, threads);
        boolean opened = false;
        try {
            service.registerChannel(channel);
            channel.open();
            opened = true;
        } finally {
            if (!opened) {
                peer.close();
            }
        }
    }

    /** Returns when nobody can connect any more: a thread that accepts holds the socket open. */
    @Override
    public void close() {
        closeListener();
        if (Thread.currentThread() == acceptor) {
            return;
        }
        try {
            if (!ended.await(SECONDS_TO_END, TimeUnit.SECONDS)) {
                log.warn("{}: still accepts connections", path);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeListener() {
        try {
            listener.close();
        } catch (IOException e) {
            log.debug("{}: {}", path, e.getMessage());
        }
    }
}

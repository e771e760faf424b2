package org.atex.executor.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/**
 * The cable between a runner and a system: a TCP proxy on loopback that can be cut (both sides see
 * a reset), hold everything back, or be slow. It can be used again after each.
 */
final class Cable implements AutoCloseable {

    private static final int PIECE = 16 * 1024;

    private final ServerSocket server;
    private final IntSupplier target;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Object gate = new Object();
    private boolean held;
    private volatile Duration delay = Duration.ZERO;
    private volatile CompletableFuture<Void> hangUp = new CompletableFuture<>();

    /**
     * Lays one.
     *
     * @param target tells the loopback port at the other end, asked for each connection
     */
    Cable(IntSupplier target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Resets all connections there are. */
    void cut() {
        for (Socket socket : List.copyOf(sockets)) {
            reset(socket);
        }
    }

    /** Lets nothing through, in either direction, until {@link #letGo}; connections stay. */
    void hold() {
        synchronized (gate) {
            held = true;
        }
    }

    void letGo() {
        synchronized (gate) {
            held = false;
            gate.notifyAll();
        }
    }

    /** Has each piece of up to 16 KiB take this much longer, in each direction. */
    void delay(Duration each) {
        delay = each;
    }

    /** Done when the runner's side of a connection is over, which it may be by a cut, too. */
    Future<Void> nextHangUp() {
        CompletableFuture<Void> next = new CompletableFuture<>();
        hangUp = next;
        return next;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket here = server.accept();
                sockets.add(here);
                threads.execute(() -> connect(here));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void connect(Socket here) {
        Socket there = new Socket();
        sockets.add(there);
        try {
            here.setTcpNoDelay(true);
            there.setTcpNoDelay(true);
            there.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), target.getAsInt()),
                    5_000);
            Phaser both = new Phaser(2);
            threads.execute(
                    () -> {
                        pump(here, there, both);
                        hangUp.complete(null);
                    });
            pump(there, here, both);
            both.awaitAdvance(0);
        } catch (IOException | RuntimeException e) {
            // as if nobody were there
        } finally {
            reset(here);
            reset(there);
        }
    }

    private void pump(Socket from, Socket to, Phaser both) {
        byte[] piece = new byte[PIECE];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                awaitPassage();
                out.write(piece, 0, n);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            reset(from);
            reset(to);
        } finally {
            both.arrive();
        }
    }

    private void awaitPassage() {
        if (!delay.isZero()) {
            LockSupport.parkNanos(delay.toNanos());
        }
        synchronized (gate) {
            while (held && !threads.isShutdown()) {
                try {
                    gate.wait();
                } catch (InterruptedException e) {
                    return;
                }
            }
        }
    }

    private void reset(Socket socket) {
        sockets.remove(socket);
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // it is closed already
        }
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        server.close();
        threads.shutdownNow();
        letGo();
        cut();
        threads.awaitTermination(10, TimeUnit.SECONDS);
    }
}

package org.atex.executor.script;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The runner's side of a test's socket: takes one connection after the other, and closes each when
 * it has read all, or {@code disconnect}.
 */
final class ControlSocket implements AutoCloseable {

    private static final String DISCONNECT = "disconnect\n";

    final Path path;
    private final ServerSocketChannel server;
    private final Thread thread;
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final CountDownLatch accepted = new CountDownLatch(1);
    private final CountDownLatch mayRead;
    private final CountDownLatch mayClose;

    private ControlSocket(Path path, CountDownLatch mayRead, CountDownLatch mayClose)
            throws IOException {
        this.path = path;
        this.mayRead = mayRead;
        this.mayClose = mayClose;
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path), 128);
        thread = new Thread(this::serve, "atex-control-socket");
        thread.start();
    }

    static ControlSocket at(Path path) throws IOException {
        return new ControlSocket(path, new CountDownLatch(0), new CountDownLatch(0));
    }

    /** One that reads nothing until it is told to. */
    static ControlSocket notReading(Path path) throws IOException {
        return new ControlSocket(path, new CountDownLatch(1), new CountDownLatch(0));
    }

    /** One that reads, but leaves connections open until it is told. */
    static ControlSocket notClosing(Path path) throws IOException {
        return new ControlSocket(path, new CountDownLatch(0), new CountDownLatch(1));
    }

    void goOn() {
        mayRead.countDown();
        mayClose.countDown();
    }

    void awaitAccepted() throws InterruptedException {
        if (!accepted.await(30, TimeUnit.SECONDS)) {
            throw new AssertionError("nobody connected");
        }
    }

    /** What the next connection has brought, as ISO 8859-1. */
    String next() throws InterruptedException {
        String bytes = received.poll(30, TimeUnit.SECONDS);
        if (bytes == null) {
            throw new AssertionError("nothing came");
        }
        return bytes;
    }

    boolean isEmpty() {
        return received.isEmpty();
    }

    private void serve() {
        try {
            while (true) {
                SocketChannel connection = server.accept();
                accepted.countDown();
                mayRead.await();
                received.add(readAll(connection));
                mayClose.await();
                connection.close();
            }
        } catch (ClosedChannelException | InterruptedException e) {
            // the end
        } catch (IOException e) {
            received.add(e.toString());
        }
    }

    private static String readAll(SocketChannel connection) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        StringBuilder all = new StringBuilder();
        while (connection.read(buffer) >= 0 && !all.toString().startsWith(DISCONNECT)) {
            all.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
            buffer.clear();
        }
        return all.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

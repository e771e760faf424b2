package org.atex.executor;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** Stands before a server on a loopback port, and counts the bytes that it is sent. */
final class CountingProxy implements AutoCloseable {

    private final int target;
    private final ServerSocket server;
    private final AtomicLong sent = new AtomicLong();

    CountingProxy(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        begin(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** How many bytes have been sent to the server since the last call. */
    long sent() {
        return sent.getAndSet(0);
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void begin(Task task) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                task.run();
                            } catch (IOException e) {
                                // One side has closed its connection, and so does the other.
                            }
                        },
                        "counting-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = server.accept();
            Socket behind = new Socket(InetAddress.getLoopbackAddress(), target);
            client.setTcpNoDelay(true);
            behind.setTcpNoDelay(true);
            begin(() -> pass(client, behind, sent));
            begin(() -> pass(behind, client, new AtomicLong()));
        }
    }

    private static void pass(Socket from, Socket to, AtomicLong count) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                count.addAndGet(n);
                out.write(buffer, 0, n);
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}

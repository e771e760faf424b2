package org.atex.benchmarks.orchestrate;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Answers every connection on a loopback port as an SSH server would, and hangs up. */
final class Banner implements AutoCloseable {

    private static final byte[] IDENTIFICATION =
            "SSH-2.0-nothing\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket server;
    private final Thread thread = new Thread(this::answer, "benchmark-banner");

    Banner() throws IOException {
        server = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    private void answer() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept();
                    OutputStream out = socket.getOutputStream()) {
                out.write(IDENTIFICATION);
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}

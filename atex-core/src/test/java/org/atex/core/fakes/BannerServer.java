package org.atex.core.fakes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A port that answers like an SSH server, with an identification line and nothing else. */
public final class BannerServer implements AutoCloseable {

    private final ServerSocket socket;
    private final Thread thread;

    /** Starts one on a free loopback port. */
    public BannerServer() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = new Thread(this::serve, "fake-banner");
        thread.setDaemon(true);
        thread.start();
    }

    /** Where it listens. */
    public int port() {
        return socket.getLocalPort();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                client.getOutputStream()
                        .write("SSH-2.0-fake\r\n".getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                // closed, or a client that went away
            }
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

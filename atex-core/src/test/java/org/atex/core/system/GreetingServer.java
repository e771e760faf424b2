package org.atex.core.system;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Accepts connections and sends each what it is told to, then keeps them open or hangs up. */
final class GreetingServer implements AutoCloseable {

    /** What is done with one connection. */
    interface Greeting {
        void send(OutputStream out) throws IOException;
    }

    private final ServerSocket listener;
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final Thread thread;

    private GreetingServer(ServerSocket listener, Greeting greeting, boolean hangUp) {
        this.listener = listener;
        this.thread = new Thread(() -> serve(greeting, hangUp), "greeting-server");
        thread.setDaemon(true);
        thread.start();
    }

    static GreetingServer sending(Greeting greeting) throws IOException {
        return new GreetingServer(listener(), greeting, false);
    }

    static GreetingServer hangingUpAfter(Greeting greeting) throws IOException {
        return new GreetingServer(listener(), greeting, true);
    }

    private static ServerSocket listener() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private void serve(Greeting greeting, boolean hangUp) {
        while (true) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                socket.setTcpNoDelay(true);
                greeting.send(socket.getOutputStream());
                if (hangUp) {
                    socket.close();
                }
            } catch (IOException e) {
                if (listener.isClosed()) {
                    return;
                }
            }
        }
    }

    SshSystem system() {
        return SshSystem.at(host()).withPort(port());
    }

    String host() {
        return listener.getInetAddress().getHostAddress();
    }

    int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}

package org.atex.executor.ssh;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes the socket of one connection: without Nagle's delay (a command takes 5 ms rather than 50)
 * and with buffered reading. Also knows the reader thread of the SSH library, which reads here.
 */
final class Sockets extends SocketFactory {

    private static final int BUFFER = 64 * 1024;

    private final String name;
    private volatile @Nullable Socket socket;
    private volatile @Nullable Thread reader;

    Sockets(String name) {
        this.name = name;
    }

    @Override
    public Socket createSocket() {
        Socket made = new FastSocket();
        socket = made;
        return made;
    }

    /** Breaks the connection, also one that is being made. */
    void close() {
        Socket open = socket;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // It is of no use any more, whatever it says.
            }
        }
    }

    /**
     * From now on, silence is for the keep-alive to judge: the reader need not wake up to look at
     * the time, which adds up over hundreds of idle systems.
     */
    void readWithoutLimit() throws SocketException {
        Socket open = socket;
        if (open != null) {
            open.setSoTimeout(0);
        }
    }

    /** The thread that reads, once there is one. */
    @Nullable Thread reader() {
        return reader;
    }

    private void readBy(Thread thread) {
        if (reader == null && thread.getName().startsWith("sshj")) {
            thread.setName("atex-ssh-reader (" + name + ")");
            reader = thread;
        }
    }

    private final class FastSocket extends Socket {
        private @Nullable InputStream buffered;

        @Override
        public void connect(SocketAddress address, int millis) throws IOException {
            setTcpNoDelay(true);
            super.connect(address, millis);
        }

        @Override
        public synchronized InputStream getInputStream() throws IOException {
            if (buffered == null) {
                buffered = new BufferedInputStream(new Source(super.getInputStream()), BUFFER);
            }
            return buffered;
        }
    }

    private final class Source extends FilterInputStream {
        Source(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            readBy(Thread.currentThread());
            return super.read(bytes, offset, length);
        }
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException();
    }
}

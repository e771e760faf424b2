package org.atex.provision.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.connection.Connection;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.direct.Session;
import net.schmizz.sshj.connection.channel.forwarded.AbstractForwardedChannel;
import net.schmizz.sshj.connection.channel.forwarded.ForwardedChannelOpener;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;
import org.atex.core.system.HostKeys;
import org.atex.core.system.SshSystem;

/** A client of the embedded server, made from sshj. */
final class SshjClient implements AutoCloseable {

    private static final DefaultConfig CONFIG = new DefaultConfig();

    private final SSHClient client = new SSHClient(CONFIG);
    private final Forwards forwards = new Forwards(client.getConnection());

    static SshjClient connect(SshSystem system) throws IOException {
        return connect(system, system.user(), system.key().orElseThrow());
    }

    static SshjClient connect(SshSystem system, String user, Path key) throws IOException {
        SshjClient made = new SshjClient();
        try {
            made.client.setSocketFactory(new QuickSockets());
            made.client.addHostKeyVerifier(
                    new Pinned(((HostKeys.Pinned) system.hostKeys()).keys()));
            made.client.getConnection().attach(made.forwards);
            made.client.connect(system.host(), system.port());
            made.client.authPublickey(user, made.client.loadKeys(key.toString()));
            return made;
        } catch (IOException e) {
            made.close();
            throw e;
        }
    }

    record Answer(int code, String out, String err) {}

    Session session() throws IOException {
        return client.startSession();
    }

    Session.Command start(String command) throws IOException {
        return client.startSession().exec(command);
    }

    Answer run(String command) throws IOException {
        try (Session.Command running = start(command)) {
            running.getOutputStream().close();
            String out = text(running.getInputStream());
            String err = text(running.getErrorStream());
            running.join(30, TimeUnit.SECONDS);
            return new Answer(running.getExitStatus(), out, err);
        }
    }

    static String text(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        in.transferTo(all);
        return all.toString(StandardCharsets.UTF_8);
    }

    /** Connections to the socket come to the queue. */
    LinkedBlockingQueue<Forwarded> bind(Path socket) throws IOException {
        request("streamlocal-forward@openssh.com", socket.toString());
        return forwards.opened;
    }

    void request(String name, String path) throws IOException {
        client.getConnection()
                .sendGlobalRequest(
                        name, true, new Buffer.PlainBuffer().putString(path).getCompactData())
                .retrieve(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        client.disconnect();
        client.close();
    }

    /** A connection that the server has forwarded. */
    static final class Forwarded extends AbstractForwardedChannel {
        Forwarded(Connection connection, int recipient, long window, long packet, String path) {
            super(connection, Forwards.TYPE, recipient, window, packet, path, 0);
        }

        void send(String text) throws IOException {
            getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            getOutputStream().flush();
        }
    }

    private static final class Forwards implements ForwardedChannelOpener {
        static final String TYPE = "forwarded-streamlocal@openssh.com";
        final LinkedBlockingQueue<Forwarded> opened = new LinkedBlockingQueue<>();
        private final Connection connection;

        Forwards(Connection connection) {
            this.connection = connection;
        }

        @Override
        public String getChannelType() {
            return TYPE;
        }

        @Override
        public void handleOpen(SSHPacket packet) throws ConnectionException, TransportException {
            try {
                Forwarded channel =
                        new Forwarded(
                                connection,
                                packet.readUInt32AsInt(),
                                packet.readUInt32(),
                                packet.readUInt32(),
                                packet.readString());
                channel.confirm();
                opened.add(channel);
            } catch (Buffer.BufferException e) {
                throw new ConnectionException(e);
            }
        }
    }

    private record Pinned(List<String> keys) implements HostKeyVerifier {
        @Override
        public boolean verify(String host, int port, PublicKey key) {
            String base64 =
                    Base64.getEncoder()
                            .encodeToString(
                                    new Buffer.PlainBuffer().putPublicKey(key).getCompactData());
            return keys.stream().anyMatch(line -> line.endsWith(" " + base64));
        }

        @Override
        public List<String> findExistingAlgorithms(String host, int port) {
            return List.of();
        }
    }

    /** Small packets are not held back. */
    private static final class QuickSockets extends SocketFactory {
        @Override
        public Socket createSocket() {
            return new Socket() {
                @Override
                public void connect(SocketAddress address, int timeout) throws IOException {
                    setTcpNoDelay(true);
                    super.connect(address, timeout);
                }
            };
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
        public Socket createSocket(
                InetAddress address, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }
    }
}

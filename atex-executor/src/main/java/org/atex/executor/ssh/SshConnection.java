package org.atex.executor.ssh;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import net.schmizz.concurrent.Promise;
import net.schmizz.keepalive.KeepAlive;
import net.schmizz.keepalive.KeepAliveRunner;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.connection.Connection;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.OpenFailException;
import net.schmizz.sshj.connection.channel.forwarded.ForwardedChannelOpener;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import org.atex.core.system.SshSystem;
import org.atex.core.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * One SSH connection to one system, used once: {@link #connect}, any number of {@link #start
 * commands} and {@link #forward forwarded sockets}, {@link #close}.
 *
 * <p>Safe for any thread; {@code close} from another one breaks off whatever the others do here. So
 * does an interrupt of theirs, after which the connection should not be used any more.
 */
public final class SshConnection implements AutoCloseable {

    private static final int CONNECT_TRIES = 4;
    private static final int OPEN_TRIES = 8;
    private static final long JOIN_MILLIS = 5_000;

    private final SshSystem system;
    private final SshTimings timings;
    private final KeyPassphrases passphrases;
    private final Executor threads;
    private final Map<String, Target> forwardings = new ConcurrentHashMap<>();
    private volatile Sockets sockets;
    private volatile @Nullable SSHClient client;
    private volatile @Nullable SshConnection jump;
    private volatile boolean closed;

    /**
     * Makes one without touching the network.
     *
     * @param system where to
     * @param timings how patient
     * @param passphrases of the keys of this system and those it is reached through
     * @param threads runs the services of forwarded sockets
     */
    public SshConnection(
            SshSystem system, SshTimings timings, KeyPassphrases passphrases, Executor threads) {
        this.system = system;
        this.timings = timings;
        this.passphrases = passphrases;
        this.threads = threads;
        this.sockets = new Sockets(system.toString());
    }

    /**
     * Connects, checks the host key, logs in. A server that is too busy to greet is asked again.
     *
     * @throws SshException in one line: where, and what is wrong there
     * @throws InterruptedException if interrupted
     */
    public void connect(Deadline deadline) throws SshException, InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                connectOnce(deadline);
                return;
            } catch (BusyException e) {
                if (tries == CONNECT_TRIES || deadline.expired()) {
                    throw new SshException("%s: %s".formatted(system, e.getMessage()), e);
                }
                Thread.sleep(ThreadLocalRandom.current().nextLong(100, 300L * tries + 200));
            }
        }
    }

    /** The server dropped us before it said who it is, as sshd does above MaxStartups. */
    private static final class BusyException extends IOException {
        private static final long serialVersionUID = 1L;

        BusyException(Throwable cause) {
            super("the server closes the connection before it identifies itself", cause);
        }
    }

    private void connectOnce(Deadline deadline)
            throws SshException, BusyException, InterruptedException {
        HostKeyCheck hostKeys = checkOf(system);
        KeyFiles keys = keysOf(system);
        SSHClient made = newClient(hostKeys, deadline);
        client = made;
        try {
            if (closed) {
                throw new SshException("closed");
            }
            reach(made, deadline);
            made.authPublickey(system.user(), keys.load(made));
            sockets.readWithoutLimit();
        } catch (IOException | RuntimeException e) {
            drop(made);
            if (Thread.interrupted() || e instanceof InterruptedIOException) {
                throw new InterruptedException(system + ": interrupted while connecting");
            }
            throw explained(e, hostKeys, keys);
        }
    }

    private HostKeyCheck checkOf(SshSystem of) throws SshException {
        try {
            return HostKeyCheck.of(of.hostKeys());
        } catch (SshException e) {
            throw new SshException("%s: %s".formatted(of, e.getMessage()), e);
        }
    }

    private KeyFiles keysOf(SshSystem of) throws SshException {
        try {
            return KeyFiles.of(of, passphrases);
        } catch (SshException e) {
            throw new SshException("%s: %s".formatted(of, e.getMessage()), e);
        }
    }

    /** Keep-alive and the opener for forwarded sockets must be there before the connection is. */
    private SSHClient newClient(HostKeyCheck hostKeys, Deadline deadline) {
        SSHClient made = new SSHClient(SharedConfig.get());
        sockets = new Sockets(system.toString());
        made.setSocketFactory(sockets);
        int patience = millis(deadline.atMost(timings.connect()).remaining());
        made.setConnectTimeout(patience);
        made.setTimeout(patience);
        made.getTransport().setTimeoutMs(millis(timings.answer()));
        made.getTransport().setDisconnectListener((reason, message) -> lost());
        made.addHostKeyVerifier(hostKeys);
        Connection connection = made.getConnection();
        connection.setTimeoutMs(millis(timings.answer()));
        KeepAliveRunner keepAlive = (KeepAliveRunner) connection.getKeepAlive();
        keepAlive.setKeepAliveInterval((int) Math.max(1, timings.keepAliveInterval().toSeconds()));
        keepAlive.setMaxAliveCount(timings.keepAliveCount());
        connection.attach(new Opener(connection));
        return made;
    }

    private void lost() {
        forwardings.values().forEach(target -> target.lost().run());
    }

    private static int millis(Duration duration) {
        return (int) Math.max(1, Math.min(duration.toMillis(), Integer.MAX_VALUE));
    }

    private void reach(SSHClient made, Deadline deadline) throws IOException, InterruptedException {
        if (system.jump().isEmpty()) {
            made.connect(system.host(), system.port());
        } else {
            SshConnection through =
                    new SshConnection(system.jump().get(), timings, passphrases, threads);
            jump = through;
            through.connect(deadline);
            made.connectVia(through.client().newDirectConnection(system.host(), system.port()));
        }
        made.getConnection().getKeepAlive().setName("atex-ssh-keepalive (" + system + ")");
    }

    private SshException explained(Exception e, HostKeyCheck hostKeys, KeyFiles keys)
            throws BusyException {
        if (closed) {
            return new SshException(system + ": the connection was closed while it was made", e);
        }
        if (e instanceof SshException said) {
            String message = String.valueOf(said.getMessage());
            boolean namesPlace = message.startsWith(system.jump().map(String::valueOf).orElse(":"));
            return namesPlace ? said : new SshException("%s: %s".formatted(system, message), e);
        }
        return new SshException("%s: %s".formatted(system, reason(e, hostKeys, keys)), e);
    }

    private String reason(Exception e, HostKeyCheck hostKeys, KeyFiles keys) throws BusyException {
        String refusal = hostKeys.refusal();
        if (refusal != null) {
            return refusal;
        }
        if (e instanceof UserAuthException) {
            return "the server refuses to log in %s with key %s".formatted(system.user(), keys);
        }
        if (e instanceof UnknownHostException) {
            return "no such host";
        }
        if (e instanceof NoRouteToHostException) {
            return "host unreachable";
        }
        if (e instanceof ConnectException) {
            String said = String.valueOf(e.getMessage());
            return said.contains("refused") ? "connection refused" : "host unreachable: " + said;
        }
        if (e instanceof SocketTimeoutException) {
            return "host does not answer within %d s".formatted(timings.connect().toSeconds());
        }
        if (causedBy(e, SocketTimeoutException.class)) {
            return "port accepts connections but stays silent for %d s"
                    .formatted(timings.connect().toSeconds());
        }
        String said = String.valueOf(e.getMessage());
        if (said.contains("identification") || causedBy(e, java.net.SocketException.class)) {
            throw new BusyException(e);
        }
        return e instanceof OpenFailException
                ? "not reachable through %s: %s".formatted(system.jump().orElse(null), said)
                : said;
    }

    private static boolean causedBy(Throwable e, Class<? extends Throwable> type) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Starts a command, without a terminal, by the login shell. Returns before the server has
     * answered; a refusal shows in {@link RemoteCommand#exit()}.
     *
     * @throws SshException if the connection is lost
     * @throws InterruptedException if interrupted
     */
    public RemoteCommand start(String command) throws SshException, InterruptedException {
        for (int tries = 1; ; tries++) {
            RemoteCommand.ExecChannel channel =
                    new RemoteCommand.ExecChannel(client().getConnection());
            try {
                channel.open();
                channel.request(command);
                return new RemoteCommand(channel);
            } catch (OpenFailException e) {
                // sshd allows a few sessions at a time and frees them late.
                if (tries == OPEN_TRIES) {
                    throw failed("opens no session", e);
                }
                Thread.sleep(25L << Math.min(tries, 5));
            } catch (IOException e) {
                throw failed("cannot start a command", e);
            }
        }
    }

    /**
     * Has the server listen on a UNIX socket, open to the login user only, and bring what connects
     * there.
     *
     * @param path absolute, at most 107 bytes, not existing
     * @param limit how many connections are served at once
     * @param service serves each of them
     * @return empty if the server refuses, which it does without a reason
     * @throws SshException if the connection is lost
     * @throws InterruptedException if interrupted
     */
    public Optional<SocketForwarding> forward(
            String path, int limit, SocketForwarding.Service service)
            throws SshException, InterruptedException {
        SocketForwarding forwarding =
                new SocketForwarding(path, service, limit, threads, () -> cancelForward(path));
        Target target = new Target(forwarding::offer, () -> {});
        return forward(path, target) ? Optional.of(forwarding) : Optional.empty();
    }

    /**
     * Has the server listen on a UNIX socket in the same way, for a few connections.
     *
     * @param path absolute, at most 107 bytes, not existing
     * @return empty if the server refuses, which it does without a reason
     * @throws SshException if the connection is lost
     * @throws InterruptedException if interrupted
     */
    public Optional<SocketListener> listen(String path) throws SshException, InterruptedException {
        SocketListener listener = new SocketListener(path, () -> cancelForward(path));
        Target target = new Target(listener::offer, listener::lost);
        return forward(path, target) ? Optional.of(listener) : Optional.empty();
    }

    /** One forwarded socket: who takes its connections, and who is told that none can come. */
    private record Target(Offer taker, Runnable lost) {}

    /** Takes a connection, on the reader thread. */
    private interface Offer {
        void offer(Connection connection, int recipient, long window, long maxPacket)
                throws TransportException;
    }

    private boolean forward(String path, Target target) throws SshException, InterruptedException {
        forwardings.put(path, target); // first: somebody may connect at once
        try {
            Promise<SSHPacket, ConnectionException> answer =
                    request("streamlocal-forward@openssh.com", path, true);
            if (answer != null) {
                answer.retrieve(millis(timings.answer()), TimeUnit.MILLISECONDS);
            }
            return true;
        } catch (IOException e) {
            forwardings.remove(path);
            if (isConnected() && !causedBy(e, InterruptedException.class)) {
                return false;
            }
            throw failed("cannot forward " + path, e);
        }
    }

    private void cancelForward(String path) {
        forwardings.remove(path);
        try {
            Promise<SSHPacket, ConnectionException> unused =
                    request("cancel-streamlocal-forward@openssh.com", path, false);
        } catch (IOException e) {
            // The connection is gone, and the listener with it.
        }
    }

    private @Nullable Promise<SSHPacket, ConnectionException> request(
            String name, String path, boolean wantReply) throws IOException {
        byte[] argument = new Buffer.PlainBuffer().putString(path).getCompactData();
        return client().getConnection().sendGlobalRequest(name, wantReply, argument);
    }

    private SshException failed(String what, IOException e) throws InterruptedException {
        if (Thread.interrupted() || causedBy(e, InterruptedException.class)) {
            throw new InterruptedException("%s: interrupted: %s".formatted(system, what));
        }
        return new SshException("%s: %s: %s".formatted(system, what, e.getMessage()), e);
    }

    private SSHClient client() throws SshException {
        SSHClient connected = client;
        if (connected == null || closed) {
            throw new SshException(system + ": not connected");
        }
        return connected;
    }

    /** Whether it is connected and not known to be lost. */
    public boolean isConnected() {
        SSHClient connected = client;
        return !closed
                && connected != null
                && connected.getTransport().isRunning()
                && connected.isAuthenticated();
    }

    /** Has a {@link #connect} under way fail at once; the caller closes this afterwards. */
    public void breakOff() {
        closed = true;
        sockets.close();
        SshConnection through = jump;
        if (through != null) {
            through.breakOff();
        }
    }

    /** Ends the connection and its threads, whatever they do. Never throws. */
    @Override
    public void close() {
        closed = true;
        SSHClient connected = client;
        if (connected != null) {
            drop(connected);
        }
    }

    private void drop(SSHClient connected) {
        Thread reader = sockets.reader();
        KeepAlive keepAlive = connected.getConnection().getKeepAlive();
        try {
            connected.disconnect();
        } catch (IOException | RuntimeException e) {
            // It is being dropped.
        }
        sockets.close();
        forwardings.clear();
        join(reader);
        join(keepAlive);
        SshConnection through = jump;
        if (through != null) {
            through.close();
        }
    }

    private static void join(@Nullable Thread thread) {
        if (thread == null || thread == Thread.currentThread()) {
            return;
        }
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return system.toString();
    }

    /** Receives what the server opens: connections to forwarded sockets, nothing else. */
    private final class Opener implements ForwardedChannelOpener {

        private final Connection connection;

        Opener(Connection connection) {
            this.connection = connection;
        }

        @Override
        public String getChannelType() {
            return SocketForwarding.CHANNEL_TYPE;
        }

        @Override
        public void handleOpen(SSHPacket packet) throws ConnectionException, TransportException {
            int recipient;
            long window;
            long maxPacket;
            String path;
            try {
                recipient = packet.readUInt32AsInt();
                window = packet.readUInt32();
                maxPacket = packet.readUInt32();
                path = packet.readString();
            } catch (Buffer.BufferException e) {
                throw new ConnectionException(e);
            }
            Target target = forwardings.get(path);
            if (target == null) {
                SocketForwarding.StreamChannel.refuse(connection, recipient);
                return;
            }
            target.taker().offer(connection, recipient, window, maxPacket);
        }
    }
}

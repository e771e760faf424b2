package org.atex.provision.local;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactoryFactory;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.kex.KeyExchangeFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.atex.core.system.HostKeys;
import org.atex.core.system.SshSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The SSH server of one system: one user, one key, a loopback port. */
final class LocalServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LocalServer.class);
    private static final String LOOPBACK = "127.0.0.1";
    private static final String USER = System.getProperty("user.name");
    private static final Duration NO_LIMIT = Duration.ofDays(365);
    private static final Duration TIME_TO_END = Duration.ofSeconds(10);

    static {
        // Bouncy Castle, where somebody has brought it, is ten times slower than the JDK's AES.
        SecurityUtils.setAPrioriDisabledProvider(SecurityUtils.BOUNCY_CASTLE, true);
    }

    private static final List<KeyExchangeFactory> KEY_EXCHANGES =
            NamedFactory.setUpTransformedFactories(
                    true,
                    List.of(BuiltinDHFactories.curve25519, BuiltinDHFactories.ecdhp256),
                    ServerBuilder.DH2KEX);

    private final LocalKeys keys;
    private final ScratchHome home;
    private final LocalThreads threads;
    private final SystemProcesses processes;
    private final OutputPipes pipes;
    private final UnixForwards forwards;
    private final SshServer server;

    private LocalServer(String name, ScratchHome home) throws IOException {
        this.keys = LocalKeys.generate();
        this.home = home;
        this.threads = new LocalThreads(name);
        this.processes = new SystemProcesses(home);
        this.pipes = new OutputPipes(home);
        this.forwards = new UnixForwards(threads.pumps());
        this.server = configured();
    }

    static LocalServer start(String name, ScratchHome home) throws IOException {
        LocalServer server = new LocalServer(name, home);
        boolean started = false;
        try {
            server.keys.writeClientKey(home.keyFile());
            server.server.start();
            started = true;
            return server;
        } finally {
            if (!started) {
                server.close();
            }
        }
    }

    private SshServer configured() {
        SshServer ssh =
                ServerBuilder.builder()
                        .keyExchangeFactories(KEY_EXCHANGES)
                        .cipherFactories(
                                List.of(
                                        BuiltinCiphers.aes128gcm,
                                        BuiltinCiphers.aes256gcm,
                                        BuiltinCiphers.aes128ctr,
                                        BuiltinCiphers.aes256ctr))
                        .macFactories(
                                List.of(
                                        BuiltinMacs.hmacsha256etm,
                                        BuiltinMacs.hmacsha512etm,
                                        BuiltinMacs.hmacsha256,
                                        BuiltinMacs.hmacsha512))
                        .signatureFactories(List.of(BuiltinSignatures.nistp256))
                        .channelFactories(List.of(SessionChannel.FACTORY))
                        .build();
        ssh.setHost(LOOPBACK);
        ssh.setPort(0);
        ssh.setIoServiceFactoryFactory(new Nio2ServiceFactoryFactory(threads::packets));
        ssh.setScheduledExecutorService(threads.timer(), true);
        ssh.setKeyPairProvider(KeyPairProvider.wrap(keys.host()));
        ssh.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
        ssh.setPublickeyAuthenticator(
                (user, key, session) ->
                        user.equals(USER) && KeyUtils.compareKeys(key, keys.client().getPublic()));
        ssh.setCommandFactory((channel, command) -> shell(command));
        ssh.setShellFactory(channel -> shell("exec \"$SHELL\" -l"));
        ssh.setGlobalRequestHandlers(withForwards(ssh.getGlobalRequestHandlers()));
        setLimits(ssh);
        return ssh;
    }

    private ShellCommand shell(String command) {
        return new ShellCommand(command, processes, pipes, threads.pumps());
    }

    private List<RequestHandler<ConnectionService>> withForwards(
            List<RequestHandler<ConnectionService>> usual) {
        List<RequestHandler<ConnectionService>> handlers = new ArrayList<>(usual);
        handlers.add(0, forwards);
        return handlers;
    }

    /** A test may be silent for half a day, and a client busy for as long. */
    private static void setLimits(SshServer ssh) {
        CoreModuleProperties.TCP_NODELAY.set(ssh, true);
        CoreModuleProperties.IDLE_TIMEOUT.set(ssh, Duration.ZERO);
        CoreModuleProperties.NIO2_READ_TIMEOUT.set(ssh, Duration.ZERO);
        CoreModuleProperties.NIO2_MIN_WRITE_TIMEOUT.set(ssh, NO_LIMIT);
        CoreModuleProperties.WAIT_FOR_SPACE_TIMEOUT.set(ssh, NO_LIMIT);
        CoreModuleProperties.COMMAND_EXIT_TIMEOUT.set(ssh, NO_LIMIT);
        CoreModuleProperties.CHANNEL_CLOSE_TIMEOUT.set(ssh, NO_LIMIT);
        CoreModuleProperties.REKEY_TIME_LIMIT.set(ssh, Duration.ZERO);
    }

    SshSystem system() {
        return SshSystem.at(LOOPBACK)
                .withPort(server.getPort())
                .withUser(USER)
                .withKey(home.keyFile())
                .withHostKeys(HostKeys.pinned(keys.hostLine()))
                .withWorkRoot(home.directory().toString())
                .withCachedTrees();
    }

    /** Kills the processes, ends the connections, and waits for all threads. */
    @Override
    public void close() {
        processes.close();
        try {
            server.stop(true);
        } catch (IOException e) {
            log.warn("{}: its SSH server doesn't stop: {}", home.base(), e.getMessage());
        }
        forwards.close();
        pipes.close();
        List<Thread> living = threads.close(TIME_TO_END);
        if (!living.isEmpty()) {
            log.warn("{}: threads that don't end: {}", home.base(), living);
        }
    }
}

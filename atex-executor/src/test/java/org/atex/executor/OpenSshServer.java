package org.atex.executor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.atex.core.system.HostKeys;
import org.atex.core.system.ProvisionException;
import org.atex.core.system.Provisioner;
import org.atex.core.system.SshBanner;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Platform;
import org.atex.core.time.Deadline;

/**
 * A private OpenSSH server: a process with its own configuration and keys on a loopback port. Where
 * there is no {@code sshd}, tests are skipped, or fail if {@code atex.real} is {@code required}.
 */
public final class OpenSshServer extends Provisioner {

    private static final Path SSHD = Path.of("/usr/sbin/sshd");

    private final List<String> config;
    private final List<String> hostKeyTypes;
    private Path directory;
    private Process sshd;
    private int port;

    public OpenSshServer() {
        this(List.of("ed25519"));
    }

    /** One with these types of host keys and further lines of configuration. */
    public OpenSshServer(List<String> hostKeyTypes, String... config) {
        super(uniqueName("sshd"), Platform.any());
        this.hostKeyTypes = hostKeyTypes;
        this.config = List.of(config);
        Real.require(Files.isExecutable(SSHD), SSHD + " is not there");
    }

    @Override
    protected SshSystem provision(Deadline deadline) throws InterruptedException {
        try {
            directory = Files.createTempDirectory("atex-sshd-");
            Files.createDirectories(directory.resolve("work"));
            Files.createDirectories(directory.resolve("home"));
            makeKey("ed25519", "client", "");
            Files.copy(directory.resolve("client.pub"), directory.resolve("authorized_keys"));
            for (String type : hostKeyTypes) {
                makeKey(type, "host_" + type, "");
            }
            port = freePort();
            Files.write(directory.resolve("sshd_config"), configuration());
            Files.createDirectories(Path.of("/run/sshd"));
            launch();
            return system();
        } catch (IOException e) {
            throw new ProvisionException(name() + ": " + e.getMessage(), e);
        }
    }

    private void launch() throws IOException {
        String file = directory.resolve("sshd_config").toString();
        sshd =
                new ProcessBuilder(SSHD.toString(), "-D", "-e", "-f", file)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                        .start();
    }

    /** Has it read its files again; connections are lost. Returns when it listens. */
    public void restart() throws IOException, InterruptedException {
        cutConnections();
        sshd.destroyForcibly().waitFor();
        launch();
        SshBanner.await("127.0.0.1", port, Deadline.after(Duration.ofSeconds(30)));
    }

    /** Where it is, with a key that is let in. */
    public SshSystem system() {
        return SshSystem.at("127.0.0.1")
                .withPort(port)
                .withUser(System.getProperty("user.name"))
                .withKey(key())
                .withHostKeys(HostKeys.pinned(hostKey(hostKeyTypes.get(0))))
                .withWorkRoot(directory.resolve("work").toString());
    }

    /** The key that is let in. */
    public Path key() {
        return directory.resolve("client");
    }

    /** Where its files are. */
    public Path directory() {
        return directory;
    }

    /** Its public host key of this type. */
    public String hostKey(String type) {
        try {
            return Files.readString(directory.resolve("host_" + type + ".pub"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets in one more public key. */
    public void allow(Path publicKey) throws IOException {
        Path keys = directory.resolve("authorized_keys");
        Files.writeString(keys, Files.readString(keys) + Files.readString(publicKey));
    }

    /** Kills the processes that serve connections, but nothing that was started over them. */
    public void cutConnections() {
        List<ProcessHandle> sessions = sessions();
        sessions.forEach(ProcessHandle::destroyForcibly);
        sessions.forEach(session -> session.onExit().join());
    }

    /** Stops the processes that serve connections: their other sides hear nothing any more. */
    public void freezeConnections() throws IOException, InterruptedException {
        for (ProcessHandle session : sessions()) {
            new ProcessBuilder("kill", "-STOP", Long.toString(session.pid())).start().waitFor();
        }
    }

    private List<ProcessHandle> sessions() {
        return sshd.descendants()
                .filter(process -> process.info().command().orElse("").endsWith("sshd"))
                .toList();
    }

    /** Where executors make their work directories. */
    public Path workRoot() {
        return directory.resolve("work");
    }

    /** What it has logged; at debug level if the configuration says so. */
    public String logged() throws IOException {
        return Files.readString(log());
    }

    private Path log() {
        return directory.resolve("sshd.log");
    }

    private List<String> configuration() {
        List<String> lines = new ArrayList<>(config);
        for (String type : hostKeyTypes) {
            lines.add("HostKey " + directory.resolve("host_" + type));
        }
        lines.addAll(
                List.of(
                        "ListenAddress 127.0.0.1",
                        "Port " + port,
                        "AuthorizedKeysFile " + directory.resolve("authorized_keys"),
                        "PidFile none",
                        // Not the user's own, whose .bashrc may take longer than all the rest.
                        "SetEnv HOME=" + directory.resolve("home"),
                        "StrictModes no",
                        "UsePAM no",
                        "PasswordAuthentication no",
                        "PermitRootLogin prohibit-password"));
        return lines;
    }

    /** Makes a key pair with ssh-keygen; options go before. */
    public Path makeKey(String type, String name, String passphrase, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ssh-keygen", "-q", "-t", type));
        command.addAll(List.of(options));
        command.addAll(List.of("-N", passphrase, "-f", directory.resolve(name).toString()));
        Process keygen = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keygen.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keygen.waitFor() != 0) {
            throw new IOException("ssh-keygen: " + said);
        }
        return directory.resolve(name);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Ends the server and the sessions it serves. */
    @Override
    protected void deprovision() {
        if (sshd != null) {
            // Sessions live in processes of their own, and what they run must not outlive them.
            List<ProcessHandle> sessions = sshd.descendants().toList();
            sshd.destroyForcibly();
            sessions.forEach(ProcessHandle::destroyForcibly);
            await(sshd);
        }
        if (directory != null) {
            delete(directory);
        }
    }

    private static void await(Process process) {
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected boolean probe() {
        return sshd != null && sshd.isAlive();
    }
}

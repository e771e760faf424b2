package org.atex.executor;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.atex.core.execute.ExecutorException;
import org.atex.core.execute.TestExecutor;
import org.atex.core.result.ErrorKind;
import org.atex.core.system.HostKeys;
import org.atex.core.system.SshSystem;
import org.atex.core.test.SystemSetup;
import org.atex.core.time.Deadline;
import org.atex.executor.ssh.KeyPassphrases;
import org.atex.executor.ssh.SocketListener;
import org.atex.executor.ssh.SshConnection;
import org.atex.executor.ssh.SshTimings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, who is believed, and what is said if not. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ConnectionTest {

    private static OpenSshServer server;

    @TempDir Path temp;

    @BeforeAll
    static void startServer() throws InterruptedException {
        server = new OpenSshServer(List.of("ed25519", "ecdsa", "rsa"));
        server.reserve(Deadline.after(ofMinutes(1)));
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.release();
        }
    }

    private static void connect(SshSystem system) throws InterruptedException {
        try (TestExecutor executor =
                SshTestExecutor.builder()
                        .connectTimeout(ofSeconds(2))
                        .factory()
                        .open(system, () -> true)) {
            executor.start(SystemSetup.none(), Deadline.after(ofSeconds(40)));
            executor.stop(Deadline.never());
        }
    }

    /** The message of the failure, which has to be one line that names the place. */
    private static String failure(SshSystem system) {
        ExecutorException failure =
                catchThrowableOfType(ExecutorException.class, () -> connect(system));
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).isEqualTo(ErrorKind.SETUP);
        assertThat(failure.getMessage()).doesNotContain("\n").startsWith(system.toString());
        return failure.getMessage().substring(system.toString().length());
    }

    @ParameterizedTest
    @CsvSource({
        "ed25519, OpenSSH",
        "rsa, OpenSSH",
        "rsa, PEM",
        "rsa, PKCS8",
        "ecdsa, OpenSSH",
        "ecdsa, PEM",
        "ecdsa, PKCS8"
    })
    void keysOfUsualTypesAndFormsAreTaken(String type, String form) throws Exception {
        String name = type + form;
        Path key =
                form.equals("OpenSSH")
                        ? server.makeKey(type, name, "")
                        : server.makeKey(type, name, "", "-m", form);
        server.allow(server.directory().resolve(name + ".pub"));

        connect(server.system().withKey(key));
    }

    @Test
    void wrongKeyIsSaid() throws Exception {
        Path key = server.makeKey("ed25519", "stranger", "");

        assertThat(failure(server.system().withKey(key)))
                .isEqualTo(
                        ": the server refuses to log in %s with key %s"
                                .formatted(server.system().user(), key));
    }

    @Test
    void keyThatCannotBeReadIsSaid() throws Exception {
        Path locked = server.makeKey("ed25519", "locked", "passphrase");
        Path nonsense = Files.writeString(temp.resolve("nonsense"), "nonsense\n");
        Path missing = temp.resolve("missing");

        assertThat(failure(server.system().withKey(locked)))
                .endsWith("needs a passphrase, and none is given for it");
        assertThat(failure(server.system().withKey(nonsense))).contains("no private key");
        assertThat(failure(server.system().withKey(missing))).contains("no such file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
    void hostKeysOfUsualTypesAreVerified(String type) throws Exception {
        connect(server.system().withHostKeys(HostKeys.pinned(server.hostKey(type))));
    }

    @Test
    void changedHostKeyIsRefused() throws Exception {
        Path other = server.makeKey("ed25519", "other", "");
        String pinned = Files.readString(Path.of(other + ".pub"));

        assertThat(failure(server.system().withHostKeys(HostKeys.pinned(pinned))))
                .startsWith(": host key has changed: it shows ssh-ed25519 SHA256:")
                .contains("pinned is ssh-ed25519 SHA256:");
    }

    @Test
    void knownHostsAreVerified() throws Exception {
        Path known = temp.resolve("known_hosts");
        HostKeys keys = HostKeys.knownHosts(known);
        String place = "[127.0.0.1]:" + server.system().port();

        assertThat(failure(server.system().withHostKeys(keys)))
                .startsWith(": host is not known: it shows ssh-ed25519 SHA256:")
                .contains(known.toString());

        Files.writeString(known, "# mine\n" + place + " " + server.hostKey("rsa"));
        connect(server.system().withHostKeys(keys));

        Path other = server.makeKey("rsa", "other-rsa", "");
        Files.writeString(known, place + " " + Files.readString(Path.of(other + ".pub")));
        assertThat(failure(server.system().withHostKeys(keys)))
                .startsWith(": host key has changed: it shows ssh-rsa SHA256:")
                .contains(known.toString());
    }

    @Test
    void hashedKnownHostsAreVerified() throws Exception {
        Path known = temp.resolve("known_hosts");
        String place = "[127.0.0.1]:" + server.system().port();
        Files.writeString(known, place + " " + server.hostKey("ed25519"));
        Process hash = new ProcessBuilder("ssh-keygen", "-H", "-f", known.toString()).start();
        assertThat(hash.waitFor()).isZero();
        assertThat(known).content().startsWith("|1|");

        connect(server.system().withHostKeys(HostKeys.knownHosts(known)));
    }

    @Test
    void anyHostKeyIsAcceptedOnRequest() throws Exception {
        connect(server.system().withHostKeys(HostKeys.acceptAny()));
    }

    @Test
    void pinnedNonsenseIsSaid() {
        assertThat(failure(server.system().withHostKeys(HostKeys.pinned("nonsense"))))
                .contains("no public key in OpenSSH form");
    }

    @Test
    void refusedConnectionIsSaid() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThat(failure(server.system().withPort(port))).isEqualTo(": connection refused");
    }

    @Test
    void hostThatIsNoneIsSaid() {
        SshSystem nowhere =
                SshSystem.at("no-such-host.invalid").withKey(server.key()).withUser("root");

        assertThat(failure(nowhere)).isEqualTo(": no such host");
    }

    @Test
    void silentPortIsSaidInTime() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Instant begin = Instant.now();

            assertThat(failure(server.system().withPort(silent.getLocalPort())))
                    .isEqualTo(": port accepts connections but stays silent for 2 s");
            assertThat(Duration.between(begin, Instant.now())).isLessThan(ofSeconds(8));
        }
    }

    @Test
    void connectingCanBeCancelled() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TestExecutor executor =
                        SshTestExecutor.factory()
                                .open(
                                        server.system().withPort(silent.getLocalPort()),
                                        () -> true)) {
            Thread canceller =
                    new Thread(
                            () -> {
                                try {
                                    silent.accept();
                                    executor.cancel();
                                } catch (IOException e) {
                                    throw new IllegalStateException(e);
                                }
                            });
            canceller.start();
            Instant begin = Instant.now();

            ExecutorException failure =
                    catchThrowableOfType(
                            ExecutorException.class,
                            () -> executor.start(SystemSetup.none(), Deadline.never()));

            assertThat(failure).hasMessage("cancel requested");
            assertThat(Duration.between(begin, Instant.now())).isLessThan(ofSeconds(10));
            canceller.join();
        }
    }

    @Test
    void systemBehindAnotherOneIsReached() throws Exception {
        connect(server.system().withJump(server.system()));
    }

    @Test
    void jumpThatFailsIsNamed() throws Exception {
        Path key = server.makeKey("ed25519", "jump-stranger", "");
        SshSystem jump = server.system().withKey(key).withUser("nobody");

        ExecutorException failure =
                catchThrowableOfType(
                        ExecutorException.class, () -> connect(server.system().withJump(jump)));

        assertThat(failure).hasMessageStartingWith(jump.toString());
    }

    // SUP-06
    @Test
    void socketOfALostConnectionIsWaitedAtNoLonger() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (SshConnection connection =
                new SshConnection(
                        server.system(), SshTimings.usual(), KeyPassphrases.none(), threads)) {
            connection.connect(Deadline.after(ofSeconds(40)));
            SocketListener listener =
                    connection.listen(temp.resolve("socket").toString()).orElseThrow();
            Future<?> accepted = threads.submit(() -> listener.accept(ofMinutes(10)));

            server.cutConnections();

            assertThat((Object) accepted.get(30, TimeUnit.SECONDS)).isNull();
        } finally {
            threads.shutdownNow();
        }
    }
}

package org.atex.executor;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.atex.core.execute.ExecutorException;
import org.atex.core.execute.TestExecutor;
import org.atex.core.system.HostKeys;
import org.atex.core.system.SshSystem;
import org.atex.core.test.SystemSetup;
import org.atex.core.time.Deadline;
import org.atex.executor.ssh.KeyPassphrases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys with passphrases, certificates, and keys of the systems on the way, on real servers. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class KeysTest {

    private static final String SECRET = "correct horse äö battery";

    @TempDir Path temp;

    private OpenSshServer server;

    @BeforeEach
    void startServer() throws Exception {
        makeKey("ed25519", "ca");
        server =
                new OpenSshServer(
                        List.of("ed25519", "ecdsa"),
                        "TrustedUserCAKeys " + temp.resolve("ca.pub"),
                        "HostCertificate " + temp.resolve("host-cert.pub"));
        server.reserve(Deadline.after(ofMinutes(1)));
    }

    @AfterEach
    void stopServer() {
        if (server != null) {
            server.release();
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private Path makeKey(String type, String name, String... options) throws Exception {
        Path key = temp.resolve(name);
        List<String> command = new ArrayList<>(List.of("ssh-keygen", "-q", "-t", type, "-N", ""));
        command.addAll(List.of(options));
        command.addAll(List.of("-f", key.toString()));
        run(command.toArray(String[]::new));
        return key;
    }

    /** Signs with our authority: {@code KEY-cert.pub}. */
    private void certify(Path publicKey, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("ssh-keygen", "-q", "-s"));
        command.addAll(List.of(temp.resolve("ca").toString(), "-I", "test"));
        command.addAll(List.of(options));
        command.add(publicKey.toString());
        run(command.toArray(String[]::new));
    }

    private static void connect(SshSystem system, KeyPassphrases passphrases)
            throws InterruptedException {
        try (TestExecutor executor =
                SshTestExecutor.builder()
                        .passphrases(passphrases)
                        .factory()
                        .open(system, () -> true)) {
            executor.start(SystemSetup.none(), Deadline.after(ofSeconds(60)));
            executor.stop(Deadline.never());
        }
    }

    private static String failure(SshSystem system, KeyPassphrases passphrases) {
        ExecutorException failure =
                catchThrowableOfType(ExecutorException.class, () -> connect(system, passphrases));
        assertThat(failure).isNotNull();
        assertThat(failure).hasMessageStartingWith(system.toString());
        return failure.getMessage();
    }

    /** As openssl and older ssh-keygen write them, too. */
    @ParameterizedTest
    @CsvSource({
        "ed25519, OpenSSH, ''",
        "ecdsa, OpenSSH, aes256-cbc",
        "rsa, OpenSSH, aes128-ctr",
        "rsa, PEM, ''",
        "ecdsa, PEM, ''",
        "rsa, PKCS8, ''",
        "ecdsa, PKCS8, ''"
    })
    void keysWithAPassphraseAreTaken(String type, String form, String cipher) throws Exception {
        List<String> options = new ArrayList<>();
        String secret = form.equals("PKCS8") ? "in ascii" : SECRET; // the JDK takes no other there
        if (!form.equals("OpenSSH")) {
            options.addAll(List.of("-m", form));
        }
        if (!cipher.isEmpty()) {
            options.addAll(List.of("-Z", cipher));
        }
        Path key = server.makeKey(type, "locked", secret, options.toArray(String[]::new));
        server.allow(server.directory().resolve("locked.pub"));
        List<Path> asked = new CopyOnWriteArrayList<>();
        List<char[]> given = new CopyOnWriteArrayList<>();

        connect(
                server.system().withKey(key),
                file -> {
                    asked.add(file);
                    given.add(secret.toCharArray());
                    return Optional.of(given.get(0));
                });

        assertThat(asked).isNotEmpty().containsOnly(key);
        assertThat(given.get(0)).as("overwritten").containsOnly('\0');
    }

    @Test
    void passphraseOfAnotherKeyIsSaidButNeverShown() throws Exception {
        Path key = server.makeKey("ed25519", "locked", SECRET);
        Path pem = server.makeKey("rsa", "pem", SECRET, "-m", "PEM");
        Path pkcs8 = server.makeKey("rsa", "pkcs8", SECRET, "-m", "PKCS8");

        for (Path file : List.of(key, pem, pkcs8)) {
            assertThat(
                            failure(
                                    server.system().withKey(file),
                                    asked -> Optional.of("hunter2".toCharArray())))
                    .endsWith(
                            "key %s cannot be used: its passphrase is another one".formatted(file))
                    .doesNotContain("hunter2");
        }
    }

    @Test
    void keyWithoutPassphraseIsNotAskedAbout() throws Exception {
        connect(
                server.system(),
                key -> {
                    throw new IllegalStateException("asked about " + key);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa"})
    void certificateBesideAKeyIsShown(String type) throws Exception {
        Path key = makeKey(type, "user");
        certify(temp.resolve("user.pub"), "-n", server.system().user());

        connect(server.system().withKey(key), KeyPassphrases.none());
    }

    @Test
    void certificateForSomebodyElseIsRefused() throws Exception {
        Path key = makeKey("ed25519", "user");
        certify(temp.resolve("user.pub"), "-n", "somebody-else");

        assertThat(failure(server.system().withKey(key), KeyPassphrases.none()))
                .contains("refuses to log in");
    }

    @Test
    void hostCertificateOfAKnownAuthorityIsBelieved() throws Exception {
        certifyHost("127.0.0.1");

        connect(server.system().withHostKeys(authority("ca")), KeyPassphrases.none());
    }

    @Test
    void hostCertificateOfAnotherAuthorityIsRefused() throws Exception {
        certifyHost("127.0.0.1");
        makeKey("ed25519", "other-ca");

        assertThat(
                        failure(
                                server.system().withHostKeys(authority("other-ca")),
                                KeyPassphrases.none()))
                .contains("host key has changed: it shows ssh-ed25519", "SHA256:");
    }

    @Test
    void hostCertificateForAnotherHostIsRefused() throws Exception {
        certifyHost("another.example");

        assertThat(failure(server.system().withHostKeys(authority("ca")), KeyPassphrases.none()))
                .contains("principal");
    }

    @Test
    void pinnedKeyIsVerifiedWhereThereIsACertificate() throws Exception {
        certifyHost("127.0.0.1");

        connect(server.system(), KeyPassphrases.none());
        connect(server.system().withHostKeys(HostKeys.acceptAny()), KeyPassphrases.none());
    }

    /** The server reads it for each connection. */
    private void certifyHost(String principal) throws Exception {
        Path copy = temp.resolve("host.pub");
        Files.writeString(copy, server.hostKey("ed25519"));
        certify(copy, "-h", "-n", principal);
        server.restart();
    }

    private HostKeys authority(String name) throws IOException {
        String line =
                "@cert-authority [127.0.0.1]:* " + Files.readString(temp.resolve(name + ".pub"));
        return HostKeys.knownHosts(Files.writeString(temp.resolve("known_hosts"), line));
    }

    @Test
    void systemIsReachedThroughTwoOthersEachWithItsOwnKeys() throws Exception {
        OpenSshServer first = new OpenSshServer(List.of("ecdsa"));
        OpenSshServer second = new OpenSshServer();
        try {
            SshSystem way = first.reserve(Deadline.after(ofMinutes(1)));
            SshSystem middle = second.reserve(Deadline.after(ofMinutes(1))).withJump(way);
            Path locked = server.makeKey("ed25519", "locked", SECRET);
            server.allow(server.directory().resolve("locked.pub"));
            SshSystem end = server.system().withKey(locked).withJump(middle);

            connect(end, key -> Optional.of(SECRET.toCharArray()));

            String other = server.hostKey("ed25519");
            SshSystem doubtful = middle.withHostKeys(HostKeys.pinned(other));
            ExecutorException failure =
                    catchThrowableOfType(
                            ExecutorException.class,
                            () -> connect(end.withJump(doubtful), KeyPassphrases.none()));
            assertThat(failure)
                    .hasMessageStartingWith(middle + ": host key has changed: it shows ");
        } finally {
            first.release();
            second.release();
        }
    }
}

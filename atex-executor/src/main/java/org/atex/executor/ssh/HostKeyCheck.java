package org.atex.executor.ssh;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;
import net.schmizz.sshj.transport.verification.OpenSSHKnownHosts;
import org.atex.core.system.HostKeys;
import org.jspecify.annotations.Nullable;

/** Judges the host key of one connection, and remembers in words why it refused one. */
abstract class HostKeyCheck implements HostKeyVerifier {

    private volatile @Nullable String refusal;

    /** The check that a system asks for; reads the files it names. */
    static HostKeyCheck of(HostKeys hostKeys) throws SshException {
        if (hostKeys instanceof HostKeys.Pinned pinned) {
            return new PinnedCheck(pinned.keys());
        }
        if (hostKeys instanceof HostKeys.KnownHosts known) {
            return new KnownHostsCheck(known.file());
        }
        return new AnyCheck();
    }

    /** Why the key was refused; null if none was. */
    @Nullable String refusal() {
        return refusal;
    }

    final boolean refuse(String why) {
        refusal = why;
        return false;
    }

    /** {@code ssh-ed25519 SHA256:...}, as ssh-keygen prints it. */
    static String describe(PublicKey key) {
        return KeyType.fromKey(key) + " " + fingerprint(blob(key));
    }

    private static byte[] blob(PublicKey key) {
        return new Buffer.PlainBuffer().putPublicKey(key).getCompactData();
    }

    private static String fingerprint(byte[] blob) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(blob);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Names of host key algorithms for names of key types: RSA keys sign with SHA-2. */
    private static List<String> algorithms(Iterable<String> keyTypes) {
        Set<String> names = new LinkedHashSet<>();
        for (String type : keyTypes) {
            if (type.equals("ssh-rsa")) {
                names.add("rsa-sha2-512");
                names.add("rsa-sha2-256");
            } else {
                names.add(type);
            }
        }
        return List.copyOf(names);
    }

    private static final class AnyCheck extends HostKeyCheck {
        @Override
        public boolean verify(String host, int port, PublicKey key) {
            return true;
        }

        @Override
        public List<String> findExistingAlgorithms(String host, int port) {
            return List.of();
        }
    }

    private static final class PinnedCheck extends HostKeyCheck {
        private final List<String> types = new ArrayList<>();
        private final List<byte[]> blobs = new ArrayList<>();

        PinnedCheck(List<String> keys) throws SshException {
            for (String line : keys) {
                String[] words = line.strip().split("\\s+", 3);
                try {
                    blobs.add(Base64.getDecoder().decode(words[1]));
                    types.add(words[0]);
                } catch (ArrayIndexOutOfBoundsException | IllegalArgumentException e) {
                    throw new SshException(
                            "pinned host key is no public key in OpenSSH form: " + line);
                }
            }
        }

        @Override
        public boolean verify(String host, int port, PublicKey key) {
            byte[] shown = blob(key);
            if (blobs.stream().anyMatch(pinned -> Arrays.equals(pinned, shown))) {
                return true;
            }
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < blobs.size(); i++) {
                expected.add(types.get(i) + " " + fingerprint(blobs.get(i)));
            }
            return refuse(
                    "host key has changed: it shows %s, pinned is %s"
                            .formatted(
                                    describe(key),
                                    expected.isEmpty() ? "none" : String.join(" or ", expected)));
        }

        @Override
        public List<String> findExistingAlgorithms(String host, int port) {
            return algorithms(types);
        }
    }

    private static final class KnownHostsCheck extends HostKeyCheck {
        private final Path file;
        private final OpenSSHKnownHosts known;

        KnownHostsCheck(Path file) throws SshException {
            this.file = file;
            try (Reader lines = open(file)) {
                known = new OpenSSHKnownHosts(lines, QuietLogger.factory());
            } catch (IOException e) {
                throw new SshException(
                        "known hosts file %s cannot be read: %s".formatted(file, e), e);
            }
        }

        private static Reader open(Path file) throws IOException {
            return Files.exists(file) ? Files.newBufferedReader(file) : Reader.nullReader();
        }

        @Override
        public boolean verify(String host, int port, PublicKey key) {
            if (known.verify(host, port, key)) {
                return true;
            }
            return refuse(
                    known.findExistingAlgorithms(host, port).isEmpty()
                            ? "host is not known: it shows %s, and %s has no key for it"
                                    .formatted(describe(key), file)
                            : "host key has changed: it shows %s, which is not the one in %s"
                                    .formatted(describe(key), file));
        }

        @Override
        public List<String> findExistingAlgorithms(String host, int port) {
            return algorithms(known.findExistingAlgorithms(host, port));
        }
    }
}

package org.atex.executor.ssh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.password.PasswordFinder;
import net.schmizz.sshj.userauth.password.Resource;
import org.atex.core.system.SshSystem;
import org.jspecify.annotations.Nullable;

/**
 * The private keys to log in with: the one a system names, or the usual ones of the user. A
 * certificate beside a key ({@code KEY-cert.pub}) is shown instead of the bare key.
 */
final class KeyFiles {

    private static final List<String> USUAL = List.of("id_ed25519", "id_ecdsa", "id_rsa");

    private final List<Path> files;
    private final KeyPassphrases passphrases;

    private KeyFiles(List<Path> files, KeyPassphrases passphrases) {
        this.files = files;
        this.passphrases = passphrases;
    }

    static KeyFiles of(SshSystem system, KeyPassphrases passphrases) throws SshException {
        if (system.key().isPresent()) {
            return new KeyFiles(List.of(system.key().get()), passphrases);
        }
        Path home = Path.of(System.getProperty("user.home"), ".ssh");
        List<Path> there = USUAL.stream().map(home::resolve).filter(Files::isReadable).toList();
        if (there.isEmpty()) {
            throw new SshException(
                    "no key is given, and there is none of %s in %s"
                            .formatted(String.join(", ", USUAL), home));
        }
        return new KeyFiles(there, passphrases);
    }

    List<KeyProvider> load(SSHClient client) throws SshException {
        List<KeyProvider> keys = new ArrayList<>();
        for (Path file : files) {
            try (Passphrase passphrase = new Passphrase(file, passphrases)) {
                try {
                    KeyProvider key = client.loadKeys(file.toString(), passphrase);
                    key.getPrivate(); // read it now, so that what is wrong with it is said here
                    keys.add(key);
                } catch (IOException | RuntimeException e) {
                    if (files.size() == 1) {
                        throw new SshException(
                                "key %s cannot be used: %s"
                                        .formatted(file, reason(file, passphrase, e)));
                    }
                }
            }
        }
        if (keys.isEmpty()) {
            throw new SshException("none of the keys %s can be used".formatted(this));
        }
        return keys;
    }

    /** Without the library's exception, which might tell more than it should. */
    private static String reason(Path file, Passphrase passphrase, Exception e) {
        if (!Files.exists(file)) {
            return "no such file";
        }
        if (!Files.isReadable(file)) {
            return "no permission to read it";
        }
        if (passphrase.missing) {
            return "it needs a passphrase, and none is given for it";
        }
        if (passphrase.given != null) {
            return passphrase.ascii
                    ? "its passphrase is another one"
                    : "its passphrase is another one, or it is in PKCS #8 form, for which only"
                            + " passphrases in ASCII can be used";
        }
        return "it is no private key in OpenSSH or PEM form (%s)".formatted(e.getMessage());
    }

    /** The passphrase of one file, while that is read. */
    private static final class Passphrase implements PasswordFinder, AutoCloseable {

        private final Path file;
        private final KeyPassphrases source;
        private char @Nullable [] given;
        private boolean missing;
        private boolean ascii = true;

        Passphrase(Path file, KeyPassphrases source) {
            this.file = file;
            this.source = source;
        }

        @Override
        public char @Nullable [] reqPassword(Resource<?> resource) {
            char[] passphrase = source.of(file).orElse(null);
            missing = passphrase == null;
            ascii =
                    passphrase == null
                            || CharBuffer.wrap(passphrase).chars().allMatch(c -> c < 128);
            given = passphrase != null && isOldPem() ? inUtf8(passphrase) : passphrase;
            return given;
        }

        /** As old ssh-keygen and openssl write PEM; PKCS #8 has its encryption inside. */
        private boolean isOldPem() {
            try {
                return Files.readString(file, StandardCharsets.ISO_8859_1).contains("Proc-Type:");
            } catch (IOException e) {
                return false;
            }
        }

        /** For the reader of that form, which takes the lower half of each character for a byte. */
        private static char[] inUtf8(char[] text) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(CharBuffer.wrap(text));
            char[] halves = new char[bytes.remaining()];
            for (int i = 0; i < halves.length; i++) {
                halves[i] = (char) (bytes.get(i) & 0xff);
            }
            bytes.clear().put(new byte[bytes.capacity()]);
            Arrays.fill(text, '\0');
            return halves;
        }

        @Override
        public boolean shouldRetry(Resource<?> resource) {
            return false;
        }

        @Override
        public void close() {
            if (given != null) {
                Arrays.fill(given, '\0');
            }
        }
    }

    /** The file names, for messages. */
    @Override
    public String toString() {
        Stream<String> names = files.stream().map(Path::toString);
        return names.collect(Collectors.joining(", "));
    }
}

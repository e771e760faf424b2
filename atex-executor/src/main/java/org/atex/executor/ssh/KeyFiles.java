package org.atex.executor.ssh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import org.atex.core.system.SshSystem;

/** The private keys to log in with: the one a system names, or the usual ones of the user. */
final class KeyFiles {

    private static final List<String> USUAL = List.of("id_ed25519", "id_ecdsa", "id_rsa");

    private final List<Path> files;

    private KeyFiles(List<Path> files) {
        this.files = files;
    }

    static KeyFiles of(SshSystem system) throws SshException {
        if (system.key().isPresent()) {
            return new KeyFiles(List.of(system.key().get()));
        }
        Path home = Path.of(System.getProperty("user.home"), ".ssh");
        List<Path> there = USUAL.stream().map(home::resolve).filter(Files::isReadable).toList();
        if (there.isEmpty()) {
            throw new SshException(
                    "no key is given, and there is none of %s in %s"
                            .formatted(String.join(", ", USUAL), home));
        }
        return new KeyFiles(there);
    }

    List<KeyProvider> load(SSHClient client) throws SshException {
        List<KeyProvider> keys = new ArrayList<>();
        for (Path file : files) {
            try {
                KeyProvider key = client.loadKeys(file.toString());
                key.getPrivate(); // read it now, so that what is wrong with it is said here
                keys.add(key);
            } catch (IOException | RuntimeException e) {
                if (files.size() == 1) {
                    throw new SshException(
                            "key %s cannot be used: %s".formatted(file, reason(file, e)), e);
                }
            }
        }
        if (keys.isEmpty()) {
            throw new SshException("none of the keys %s can be used".formatted(this));
        }
        return keys;
    }

    private static String reason(Path file, Exception e) {
        if (!Files.exists(file)) {
            return "no such file";
        }
        if (!Files.isReadable(file)) {
            return "no permission to read it";
        }
        String said = String.valueOf(e.getMessage());
        return said.contains("assphrase") || said.contains("decrypt")
                ? "it needs a passphrase, which is not supported"
                : "it is no private key in OpenSSH or PEM form (%s)".formatted(said);
    }

    /** The file names, for messages. */
    @Override
    public String toString() {
        Stream<String> names = files.stream().map(Path::toString);
        return names.collect(Collectors.joining(", "));
    }
}

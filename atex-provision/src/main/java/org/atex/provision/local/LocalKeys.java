package org.atex.provision.local;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;

/**
 * Fresh keys of one system. ECDSA on P-256: quick to make, known to all clients, and done by the
 * JDK alone.
 *
 * @param host what the server shows
 * @param client what the one client shows
 */
record LocalKeys(KeyPair host, KeyPair client) {

    static LocalKeys generate() throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return new LocalKeys(generator.generateKeyPair(), generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IOException("no ECDSA keys: " + e.getMessage(), e);
        }
    }

    /** {@code ecdsa-sha2-nistp256 AAAA...}. */
    String hostLine() {
        return PublicKeyEntry.toString(host.getPublic());
    }

    /** Writes the client's private key in OpenSSH's form, for the owner's eyes only. */
    void writeClientKey(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(client, "atex", null, out);
        } catch (GeneralSecurityException e) {
            throw new IOException("the client key cannot be written: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return "LocalKeys[" + hostLine() + "]";
    }
}

package org.atex.executor.ssh;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the passphrases of private key files come from: a key ring, a prompt, an environment
 * variable. Asked whenever a connection is made with a key that is encrypted, so also in the middle
 * of a run, by threads of executors, several at a time; it must not need long.
 */
@FunctionalInterface
public interface KeyPassphrases {

    /**
     * The passphrase of that key; empty if there is none, and the key cannot be used.
     *
     * @param key the file, as the system names it
     * @return an array made for this call: it is overwritten as soon as the key has been read. Not
     *     kept, and not part of any message
     */
    Optional<char[]> of(Path key);

    /** Knows none. */
    static KeyPassphrases none() {
        return key -> Optional.empty();
    }
}

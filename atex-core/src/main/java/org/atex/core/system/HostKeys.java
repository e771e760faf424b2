package org.atex.core.system;

import java.nio.file.Path;
import java.util.List;

/**
 * Which host keys of a system are believed. Keys are verified unless {@link AcceptAny} is named.
 */
public sealed interface HostKeys {

    /**
     * Only these keys.
     *
     * @param keys public keys in OpenSSH form, {@code ssh-ed25519 AAAA...}; a comment may follow
     */
    record Pinned(List<String> keys) implements HostKeys {
        /** Copies the list. */
        public Pinned {
            keys = List.copyOf(keys);
        }
    }

    /**
     * Those of a {@code known_hosts} file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT); unknown hosts are
     * refused.
     *
     * @param file the file
     */
    record KnownHosts(Path file) implements HostKeys {}

    /** Any key: whoever sits on the wire may be the system. */
    record AcceptAny() implements HostKeys {}

    /** Only these keys, {@code ssh-ed25519 AAAA...}. */
    static HostKeys pinned(String... keys) {
        return new Pinned(List.of(keys));
    }

    /** Those of {@code ~/.ssh/known_hosts}. */
    static HostKeys knownHosts() {
        return knownHosts(Path.of(System.getProperty("user.home"), ".ssh", "known_hosts"));
    }

    /** Those of this {@code known_hosts} file. */
    static HostKeys knownHosts(Path file) {
        return new KnownHosts(file);
    }

    /** Any key. For throw-away systems on networks you trust. */
    static HostKeys acceptAny() {
        return new AcceptAny();
    }
}

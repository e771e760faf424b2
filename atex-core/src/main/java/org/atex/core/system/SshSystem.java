package org.atex.core.system;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.atex.core.InvalidArgumentException;

/**
 * Where a system is and how to log in: coordinates and nothing else. Immutable; {@code with...}
 * methods make changed copies. Prints without secrets.
 *
 * @param host name or address
 * @param port TCP port, 1 to 65535
 * @param user login name
 * @param key private key file, OpenSSH or PEM; absent: the usual files under {@code ~/.ssh}
 * @param hostKeys which host keys are believed
 * @param jump the system to go through, if any (ssh's ProxyJump)
 * @param workRoot directory on the system for work directories, if not the usual ones (RUN-01)
 * @param readyCommand shell command that succeeds once the system is ready, if any (PRV-01)
 * @param cachesTrees whether uploaded trees may stay on it, for the next time (RUN-16)
 */
public record SshSystem(
        String host,
        int port,
        String user,
        Optional<Path> key,
        HostKeys hostKeys,
        Optional<SshSystem> jump,
        Optional<String> workRoot,
        Optional<String> readyCommand,
        boolean cachesTrees) {

    /** Checks the parts. */
    public SshSystem {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(hostKeys, "hostKeys");
        Objects.requireNonNull(jump, "jump");
        Objects.requireNonNull(workRoot, "workRoot");
        Objects.requireNonNull(readyCommand, "readyCommand");
        if (host.isBlank()) {
            throw new InvalidArgumentException("a system needs a host");
        }
        if (port < 1 || port > 65535) {
            throw new InvalidArgumentException(
                    "%s: port is %d, expected 1 to 65535".formatted(host, port));
        }
    }

    /** The system at this host: port 22, user root, host keys from {@code ~/.ssh/known_hosts}. */
    public static SshSystem at(String host) {
        return new SshSystem(
                host,
                22,
                "root",
                Optional.empty(),
                HostKeys.knownHosts(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    /** The same at another port. */
    public SshSystem withPort(int newPort) {
        return new SshSystem(
                host, newPort, user, key, hostKeys, jump, workRoot, readyCommand, cachesTrees);
    }

    /** The same with another login name. */
    public SshSystem withUser(String newUser) {
        return new SshSystem(
                host, port, newUser, key, hostKeys, jump, workRoot, readyCommand, cachesTrees);
    }

    /** The same with a private key file. */
    public SshSystem withKey(Path file) {
        return new SshSystem(
                host,
                port,
                user,
                Optional.of(file),
                hostKeys,
                jump,
                workRoot,
                readyCommand,
                cachesTrees);
    }

    /** The same with other host keys. */
    public SshSystem withHostKeys(HostKeys newHostKeys) {
        return new SshSystem(
                host, port, user, key, newHostKeys, jump, workRoot, readyCommand, cachesTrees);
    }

    /** The same reached through another system. */
    public SshSystem withJump(SshSystem through) {
        return new SshSystem(
                host,
                port,
                user,
                key,
                hostKeys,
                Optional.of(through),
                workRoot,
                readyCommand,
                cachesTrees);
    }

    /** The same with work directories elsewhere. */
    public SshSystem withWorkRoot(String directory) {
        return new SshSystem(
                host,
                port,
                user,
                key,
                hostKeys,
                jump,
                Optional.of(directory),
                readyCommand,
                cachesTrees);
    }

    /** The same, ready once this command succeeds. */
    public SshSystem withReadyCommand(String command) {
        return new SshSystem(
                host, port, user, key, hostKeys, jump, workRoot, Optional.of(command), cachesTrees);
    }

    /** The same, with uploaded trees kept: for systems that are used again (RUN-16). */
    public SshSystem withCachedTrees() {
        return new SshSystem(host, port, user, key, hostKeys, jump, workRoot, readyCommand, true);
    }

    /**
     * The command with which a person logs in, ready for a shell: {@code ssh -p 22 -i
     * /home/me/.ssh/lab root@10.0.0.7}. Names files, holds no secret. Host keys are believed as
     * {@code ssh} does it, unless any is accepted.
     */
    public String loginCommand() {
        List<String> words = new ArrayList<>(List.of("ssh", "-p", Integer.toString(port)));
        key.ifPresent(file -> words.addAll(List.of("-i", file.toString())));
        jump.ifPresent(through -> words.addAll(List.of("-J", through.toString())));
        if (hostKeys.equals(HostKeys.acceptAny())) {
            words.addAll(List.of("-o", "StrictHostKeyChecking=no"));
            words.addAll(List.of("-o", "UserKnownHostsFile=/dev/null"));
        }
        words.add(user + "@" + host);
        return words.stream().map(SshSystem::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return word.matches("[\\w@%+=:,./\\[\\]-]+")
                ? word
                : "'" + word.replace("'", "'\\''") + "'";
    }

    /** {@code root@10.0.0.7:22}. */
    @Override
    public String toString() {
        return "%s@%s:%d".formatted(user, host.contains(":") ? "[" + host + "]" : host, port);
    }
}

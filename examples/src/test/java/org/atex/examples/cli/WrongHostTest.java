package org.atex.examples.cli;

import static org.atex.examples.cli.Complaint.complains;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.atex.core.system.HostKeys;
import org.atex.core.system.Provisioner;
import org.atex.core.system.SshSystem;
import org.atex.core.time.Deadline;
import org.atex.provision.local.LocalProvisioner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hosts that cannot be used are named in one line. */
class WrongHostTest {

    @TempDir private Path directory = Path.of(".");

    private final Provisioner one = new LocalProvisioner();
    private final Provisioner other = new LocalProvisioner();

    @AfterEach
    void release() {
        one.release();
        other.release();
    }

    @Test
    void hostsFile() throws IOException {
        Path hosts = directory.resolve("hosts.yaml");

        complains(run(hosts), hosts.toString());
        Files.writeString(hosts, "hosts:\n  - host: a\n    prt: 22\n");
        complains(run(hosts), hosts + ":3", "prt");
    }

    @Test
    @Timeout(60)
    void unreachableHost() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        complains(run(hostAt(port)), "127.0.0.1", String.valueOf(port));
    }

    @Test
    @Timeout(60)
    void silentPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            complains(
                    run(hostAt(socket.getLocalPort())),
                    "127.0.0.1",
                    String.valueOf(socket.getLocalPort()));
        }
    }

    @Test
    @Timeout(60)
    void wrongKey() throws Exception {
        SshSystem system = one.reserve(Deadline.never());
        Path wrongKey = other.reserve(Deadline.never()).key().orElseThrow();

        complains(
                run(hostAt(system, system.hostKeys(), wrongKey)),
                "127.0.0.1:" + system.port(),
                "key");
    }

    @Test
    @Timeout(60)
    void changedHostKey() throws Exception {
        SshSystem system = one.reserve(Deadline.never());
        HostKeys changed = other.reserve(Deadline.never()).hostKeys();

        complains(
                run(hostAt(system, changed, system.key().orElseThrow())),
                "127.0.0.1:" + system.port(),
                "host key");
    }

    private Path hostAt(SshSystem system, HostKeys keys, Path key) throws IOException {
        return Files.writeString(
                hostAt(system.port()),
                """
                hosts:
                  - host: 127.0.0.1
                    port: %d
                    user: %s
                    key: %s
                    host-key: %s
                """
                        .formatted(
                                system.port(),
                                system.user(),
                                key,
                                ((HostKeys.Pinned) keys).keys().get(0)));
    }

    private Path hostAt(int port) throws IOException {
        return Files.writeString(
                directory.resolve("hosts.yaml"),
                """
                hosts:
                  - host: 127.0.0.1
                    port: %d
                    host-key: accept-any
                """
                        .formatted(port));
    }

    private InProcess.Ran run(Path hosts) {
        return InProcess.run(
                directory,
                "tree",
                "--name",
                "/results/pass",
                "--systems",
                "hosts:" + hosts,
                "--reserve-limit",
                "2");
    }
}

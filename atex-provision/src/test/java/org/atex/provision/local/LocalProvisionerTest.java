package org.atex.provision.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.atex.core.contract.ProvisionerContract;
import org.atex.core.system.Provisioner;
import org.atex.core.system.ProvisionerFactory;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Platform;
import org.atex.core.time.Deadline;
import org.junit.jupiter.api.Test;

class LocalProvisionerTest extends ProvisionerContract {

    private static final Deadline SOON = Deadline.after(Duration.ofMinutes(5));

    @Override
    protected Provisioner newProvisioner() {
        return new LocalProvisioner();
    }

    @Override
    protected void assertNothingIsLeftOf(List<Provisioner> released) {
        for (Provisioner provisioner : released) {
            provisioner.handle().values().forEach(home -> assertThat(Path.of(home)).doesNotExist());
        }
    }

    @Test
    void connectionsEndWithTheSystem() throws Exception {
        LocalProvisioner provisioner = new LocalProvisioner();
        try (Socket socket = new Socket()) {
            SshSystem system = provisioner.reserve(SOON);
            socket.connect(new InetSocketAddress(system.host(), system.port()));
            assertThat(socket.getInputStream().readNBytes(4)).containsExactly('S', 'S', 'H', '-');

            provisioner.release();

            socket.getInputStream().readAllBytes(); // comes to an end
        }
    }

    @Test
    void onlyTheUserCanLookInside() throws Exception {
        LocalProvisioner provisioner = new LocalProvisioner();
        try {
            SshSystem system = provisioner.reserve(SOON);

            Path key = system.key().orElseThrow();
            assertThat(permissions(key)).isEqualTo("rw-------");
            assertThat(permissions(key.getParent())).isEqualTo("rwx------");
            assertThat(Path.of(system.workRoot().orElseThrow())).isEmptyDirectory();
        } finally {
            provisioner.release();
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void homeThatATestHasLockedIsDeletedAllTheSame() throws Exception {
        LocalProvisioner provisioner = new LocalProvisioner();
        Path home = Path.of(provisioner.reserve(SOON).workRoot().orElseThrow());
        Path locked = Files.createDirectories(home.resolve("a/b"));
        Files.createSymbolicLink(locked.resolve("link"), Path.of("/etc"));
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(
                locked.getParent(), PosixFilePermissions.fromString("---------"));

        provisioner.release();

        assertThat(home.getParent()).doesNotExist();
        assertThat(Path.of("/etc")).isNotEmptyDirectory();
    }

    @Test
    void platformIsThisMachineUnlessToldOtherwise() {
        Platform rhel = Platform.of("rhel-9", "x86_64");

        assertThat(new LocalProvisioner().platform().name()).contains("@");
        assertThat(new LocalProvisioner().platform().dimensions()).containsKeys("distro", "arch");
        try (ProvisionerFactory factory = LocalProvisioner.factory(rhel)) {
            assertThat(factory.create().platform()).isEqualTo(rhel);
        }
    }

    @Test
    void systemInUseIsNeitherAdoptedNorDiscarded() throws Exception {
        LocalProvisioner provisioner = new LocalProvisioner();
        Map<String, String> handle;
        try (ProvisionerFactory factory = LocalProvisioner.factory()) {
            Path home = Path.of(provisioner.reserve(SOON).workRoot().orElseThrow());
            handle = provisioner.handle();

            assertThat(factory.adopt(handle)).isEmpty();
            factory.discard(handle);

            assertThat(home).isDirectory();
        } finally {
            provisioner.release();
        }
        try (ProvisionerFactory factory = LocalProvisioner.factory()) {
            assertThat(factory.adopt(handle)).isEmpty();
            factory.discard(handle);
        }
    }

    @Test
    void homeOfADeadProcessIsAdopted() throws Exception {
        Path base = homeOfADeadProcess();
        Files.writeString(base.resolve("home/kept"), "by the test");
        try (ProvisionerFactory factory = LocalProvisioner.factory()) {
            Provisioner adopted = factory.adopt(LocalFactory.handle(base)).orElseThrow();

            assertThat(adopted.isAlive()).isTrue();
            assertThat(adopted.handle()).isEqualTo(LocalFactory.handle(base));
            assertThat(base.resolve("home/kept")).exists();

            adopted.release();
            assertThat(base).doesNotExist();
        }
    }

    @Test
    void homeOfADeadProcessIsDiscardedWithItsProcesses() throws Exception {
        Path base = homeOfADeadProcess();
        ProcessBuilder builder = new ProcessBuilder("sleep", "1000");
        builder.environment().put(markerOf(base), base.toString());
        Process left = builder.start();

        try (ProvisionerFactory factory = LocalProvisioner.factory()) {
            factory.discard(LocalFactory.handle(base));
        }

        assertThat(base).doesNotExist();
        assertThat(left.waitFor()).isEqualTo(128 + 9);
    }

    // PRV-06: a process may die at any point of a reservation
    @Test
    void whatIsHalfMadeIsDiscardedByTheHandleKnownBefore() throws Exception {
        LocalProvisioner planned = new LocalProvisioner();
        Path base = Path.of(planned.handle().get("home"));
        assertThat(base).doesNotExist();
        try (ProvisionerFactory factory = LocalProvisioner.factory()) {
            factory.discard(planned.handle());
            assertThat(base).doesNotExist();

            Files.createDirectory(base);
            factory.discard(planned.handle());
            assertThat(base).doesNotExist();

            Files.createDirectory(base);
            Files.createFile(base.resolve("lock"));
            factory.discard(planned.handle());
            assertThat(base).doesNotExist();
        }
    }

    private static String markerOf(Path base) {
        return base.getFileName().toString().toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static Path homeOfADeadProcess() throws IOException {
        Path base = Files.createTempDirectory("atex-local-");
        Files.createDirectory(base.resolve("home"));
        Files.createFile(base.resolve("lock"));
        return base;
    }
}

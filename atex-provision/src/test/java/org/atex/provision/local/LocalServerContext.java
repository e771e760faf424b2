package org.atex.provision.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.atex.core.system.SshSystem;
import org.atex.core.time.Deadline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A local system and a client of it for each test. */
@Timeout(120)
abstract class LocalServerContext {

    final LocalProvisioner provisioner = new LocalProvisioner();
    SshSystem system;
    Path home;
    SshjClient client;

    @BeforeEach
    void connect() throws Exception {
        system = provisioner.reserve(Deadline.after(Duration.ofSeconds(60)));
        home = Path.of(system.workRoot().orElseThrow());
        client = SshjClient.connect(system);
    }

    @AfterEach
    void release() throws Exception {
        provisioner.release();
        client.close();

        assertThat(threadsOf(provisioner)).isEmpty();
        assertThat(home.getParent()).doesNotExist();
    }

    static List<Thread> threadsOf(LocalProvisioner provisioner) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("atex-" + provisioner.name() + "-"))
                .filter(Thread::isAlive)
                .toList();
    }

    /** Whether a process runs; zombies that nobody buries have ended. */
    static boolean lives(String pid) throws IOException {
        Path stat = Path.of("/proc", pid.strip(), "stat");
        try {
            String text = Files.readString(stat);
            return text.charAt(text.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return false;
        }
    }

    /** A pipe by which a test tells a command to go on. */
    Path pipe(String name) throws Exception {
        Path pipe = home.resolve(name);
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        return pipe;
    }
}

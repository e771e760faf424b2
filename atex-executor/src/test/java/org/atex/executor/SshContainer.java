package org.atex.executor;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.atex.core.system.HostKeys;
import org.atex.core.system.ProvisionException;
import org.atex.core.system.Provisioner;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Platform;
import org.atex.core.time.Deadline;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * An OpenSSH server in a container of the local engine. Where there is no engine or the image is
 * missing, tests are skipped, or fail if {@code atex.real} is {@code required}.
 */
public final class SshContainer extends Provisioner {

    private static final String LABEL = "org.atex.executor.test";
    private static final String SET_UP =
            """
            umask 077; mkdir -p /run/sshd /root/.ssh
            printf '%s\\n' "$CLIENT_KEY" >/root/.ssh/authorized_keys
            printf '%s\\n' "$HOST_KEY" >/etc/ssh/host_key
            printf '%s\\n' "$CONFIG" >>/etc/ssh/sshd_config
            exec /usr/sbin/sshd -D -e -h /etc/ssh/host_key
            """;

    private final String image;
    private final List<String> config;
    private Path directory;
    private GenericContainer<?> container;

    public SshContainer() {
        this("base", List.of());
    }

    /** One with this image, {@code base} or one of few interpreters, and lines for its server. */
    SshContainer(String image, List<String> config) {
        super(uniqueName("container"), Platform.any());
        this.image = "atex-test/" + image + ":bookworm";
        this.config = config;
        requireEngine();
    }

    private void requireEngine() {
        boolean engine = DockerClientFactory.instance().isDockerAvailable();
        Real.require(engine, "there is no container engine");
        Real.require(hasImage(), "there is no image " + image);
    }

    private boolean hasImage() {
        try {
            DockerClientFactory.instance().client().inspectImageCmd(image).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    /** Removes containers whose test process is gone: the cleaner of Testcontainers is off. */
    private static synchronized void sweep() {
        DockerClient client = DockerClientFactory.instance().client();
        for (Container left :
                client.listContainersCmd()
                        .withShowAll(true)
                        .withLabelFilter(List.of(LABEL))
                        .exec()) {
            long owner = Long.parseLong(left.getLabels().get(LABEL));
            if (ProcessHandle.of(owner).isEmpty()) {
                client.removeContainerCmd(left.getId()).withForce(true).exec();
            }
        }
    }

    @Override
    protected SshSystem provision(Deadline deadline) throws InterruptedException {
        sweep();
        try {
            directory = Files.createTempDirectory("atex-container-");
            keygen("client");
            keygen("host");
            container = newContainer();
            container.start();
            return SshSystem.at("127.0.0.1")
                    .withPort(container.getMappedPort(22))
                    .withKey(directory.resolve("client"))
                    .withHostKeys(HostKeys.pinned(text("host.pub")));
        } catch (IOException e) {
            throw new ProvisionException(name() + ": " + e.getMessage(), e);
        }
    }

    private GenericContainer<?> newContainer() throws IOException {
        return new GenericContainer<>(image)
                .withImagePullPolicy(image -> false)
                .withLabel(LABEL, Long.toString(ProcessHandle.current().pid()))
                .withEnv(
                        Map.of(
                                "CLIENT_KEY", text("client.pub"),
                                "HOST_KEY", text("host"),
                                "CONFIG", String.join("\n", config)))
                .withCommand("sh", "-c", SET_UP)
                .withExposedPorts(22)
                .waitingFor(Wait.forLogMessage(".*Server listening.*", 1));
    }

    private String text(String file) throws IOException {
        return Files.readString(directory.resolve(file)).strip();
    }

    private void keygen(String name) throws IOException, InterruptedException {
        Process keygen =
                new ProcessBuilder(
                                List.of(
                                        "ssh-keygen",
                                        "-q",
                                        "-t",
                                        "ed25519",
                                        "-N",
                                        "",
                                        "-f",
                                        directory.resolve(name).toString()))
                        .redirectErrorStream(true)
                        .start();
        String said = new String(keygen.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keygen.waitFor() != 0) {
            throw new IOException("ssh-keygen: " + said);
        }
    }

    /** What the engine calls it. */
    public String id() {
        return container.getContainerId();
    }

    /** Its private host key, as {@code known_hosts} has it, in a file. */
    public Path hostKeyFile() {
        return directory.resolve("host.pub");
    }

    /** Runs a command in it, besides SSH, and gives its output. */
    public String execute(String... command) throws IOException, InterruptedException {
        return container.execInContainer(command).getStdout();
    }

    @Override
    protected void deprovision() {
        if (container != null) {
            container.stop();
        }
        if (directory != null) {
            try {
                for (String file : List.of("client", "client.pub", "host", "host.pub", "")) {
                    Files.deleteIfExists(directory.resolve(file));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

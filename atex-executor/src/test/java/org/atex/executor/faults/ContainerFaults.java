package org.atex.executor.faults;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.atex.executor.SshContainer;
import org.testcontainers.DockerClientFactory;

/** What can happen to a container while a test runs in it. */
final class ContainerFaults {

    private static final String NETWORK = "bridge";

    private final SshContainer container;
    private final DockerClient engine = DockerClientFactory.instance().client();

    ContainerFaults(SshContainer container) {
        this.container = container;
    }

    /** The loopback port that leads to its SSH server; another one after a restart. */
    int port() {
        Map<ExposedPort, Ports.Binding[]> bindings =
                engine.inspectContainerCmd(container.id())
                        .exec()
                        .getNetworkSettings()
                        .getPorts()
                        .getBindings();
        Ports.Binding[] ssh = bindings.get(ExposedPort.tcp(22));
        if (ssh == null || ssh.length == 0) {
            throw new IllegalStateException("the port is not published now");
        }
        return Integer.parseInt(ssh[0].getHostPortSpec());
    }

    /**
     * SIGKILL for the processes that serve SSH connections; what was started over them lives on.
     */
    void killSessions() throws IOException, InterruptedException {
        container.execute("pkill", "-KILL", "-P", "1", "-x", "sshd");
    }

    void pause() {
        engine.pauseContainerCmd(container.id()).exec();
    }

    void unpause() {
        engine.unpauseContainerCmd(container.id()).exec();
    }

    void kill() {
        engine.killContainerCmd(container.id()).exec();
    }

    /** As a reboot: process 1 ends and starts anew. */
    void restart() {
        engine.restartContainerCmd(container.id()).withTimeout(0).exec();
    }

    /** Packets that come in are lost with this probability. */
    void lose(double probability) throws IOException, InterruptedException {
        iptables(
                "-A",
                "INPUT",
                "-m",
                "statistic",
                "--mode",
                "random",
                "--probability",
                Double.toString(probability),
                "-j",
                "DROP");
    }

    void loseNothing() throws IOException, InterruptedException {
        iptables("-F", "INPUT");
    }

    /** In the network namespace of the container, by the tool of this machine. */
    private void iptables(String... rule) throws IOException, InterruptedException {
        Long pid = engine.inspectContainerCmd(container.id()).exec().getState().getPidLong();
        List<String> command = new ArrayList<>(List.of("nsenter", "-n", "-t", Long.toString(pid)));
        command.addAll(List.of("iptables", "-w", "30")); // others use it, too
        command.addAll(List.of(rule));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + said);
        }
    }

    void disconnect() {
        engine.disconnectFromNetworkCmd()
                .withNetworkId(NETWORK)
                .withContainerId(container.id())
                .withForce(true)
                .exec();
    }

    void connect() {
        engine.connectToNetworkCmd().withNetworkId(NETWORK).withContainerId(container.id()).exec();
    }
}

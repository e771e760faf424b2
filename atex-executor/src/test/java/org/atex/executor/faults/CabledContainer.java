package org.atex.executor.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.atex.core.system.SshSystem;
import org.atex.core.time.Deadline;
import org.atex.executor.SshContainer;

/** A container whose SSH server is reached through a cable. */
final class CabledContainer implements AutoCloseable {

    private final SshContainer container = new SshContainer();
    private final ContainerFaults faults = new ContainerFaults(container);
    private final SshSystem system;
    private final Cable cable;

    CabledContainer() throws IOException, InterruptedException {
        SshSystem reserved = container.reserve(Deadline.after(Duration.ofMinutes(2)));
        cable = new Cable(faults::port);
        system = reserved.withPort(cable.port());
    }

    /** At the near end of the cable. */
    SshSystem system() {
        return system;
    }

    ContainerFaults faults() {
        return faults;
    }

    Cable cable() {
        return cable;
    }

    /** Where the public key of its server is. */
    Path hostKeyFile() {
        return container.hostKeyFile();
    }

    /** Runs a command there, beside SSH, and returns what it prints. */
    String execute(String... command) throws IOException, InterruptedException {
        return container.execute(command);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        cable.close();
        container.release();
    }
}

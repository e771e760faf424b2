package org.atex.provision.local;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.atex.core.system.ProvisionException;
import org.atex.core.system.Provisioner;
import org.atex.core.system.ProvisionerFactory;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Platform;
import org.atex.core.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * This machine as a system: nothing to install, ready in a moment.
 *
 * <p>Each instance is an SSH server in this process that listens on a loopback port and knows one
 * key. Commands run as the current user with an own, empty home directory and a fresh environment;
 * several instances may be used at the same time. They share the machine, so tests that change it
 * meet each other, and stay: use it for tests that only look, build or compute.
 *
 * <p>When it is released, all processes that it has started are killed, daemons included, and its
 * home is deleted. Only a process that has thrown away its environment, left its session and its
 * parent, and closed its outputs can get away.
 *
 * <pre>{@code
 * Orchestrator.builder().provisioner(LocalProvisioner.factory(), 2)
 * }</pre>
 */
public final class LocalProvisioner extends Provisioner {

    private final Path base;
    private final boolean adopted;
    private @Nullable ScratchHome home;
    private @Nullable LocalServer server;

    /** A system of the platform that this machine is. */
    public LocalProvisioner() {
        this(ThisMachine.platform());
    }

    /** A system that claims to be of the given platform. */
    public LocalProvisioner(Platform platform) {
        this(platform, ScratchHome.plan(), false);
    }

    private LocalProvisioner(Platform platform, Path base, boolean adopted) {
        super(uniqueName("local"), platform);
        this.base = base;
        this.adopted = adopted;
    }

    /** The system that a dead process had there. */
    static LocalProvisioner adopting(Platform platform, Path base) {
        return new LocalProvisioner(platform, base, true);
    }

    /** Makes systems of the platform that this machine is, as many as are asked for. */
    public static ProvisionerFactory factory() {
        return factory(ThisMachine.platform());
    }

    /** Makes systems that claim to be of the given platform, as many as are asked for. */
    public static ProvisionerFactory factory(Platform platform) {
        return new LocalFactory(Objects.requireNonNull(platform, "platform"));
    }

    @Override
    protected SshSystem provision(Deadline deadline) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException(name() + ": interrupted before its server was started");
        }
        try {
            ScratchHome here = adopted ? ScratchHome.adopt(base) : ScratchHome.create(base);
            home = here;
            server = LocalServer.start(name(), here);
            return server.system();
        } catch (ClosedByInterruptException e) {
            Thread.interrupted();
            throw new InterruptedException(name() + ": interrupted while its server was started");
        } catch (IOException e) {
            throw new ProvisionException(
                    "%s: its SSH server cannot be started: %s".formatted(name(), e.getMessage()),
                    e);
        }
    }

    @Override
    protected void deprovision() {
        try {
            if (server != null) {
                server.close();
            }
        } finally {
            ScratchHome here = home;
            if (here != null) {
                here.delete();
            }
        }
    }

    /** Its scratch home, on which another process can start a new server; known from the start. */
    @Override
    public Map<String, String> handle() {
        return LocalFactory.handle(base);
    }
}

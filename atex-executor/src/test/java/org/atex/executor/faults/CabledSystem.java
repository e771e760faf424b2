package org.atex.executor.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import org.atex.core.system.ProvisionException;
import org.atex.core.system.Provisioner;
import org.atex.core.system.SshSystem;
import org.atex.core.time.Deadline;
import org.atex.provision.local.LocalProvisioner;

/** A local system at the end of a cable; it can also be lost for good. */
final class CabledSystem extends Provisioner {

    private final LocalProvisioner local = new LocalProvisioner();
    private final Collection<CabledSystem> standing;
    private volatile Cable cable;
    private volatile boolean lost;

    /**
     * Makes one.
     *
     * @param standing holds this while it is there; safe for any thread
     */
    CabledSystem(Collection<CabledSystem> standing) {
        super(uniqueName("cabled"), new LocalProvisioner().platform());
        this.standing = standing;
    }

    @Override
    protected SshSystem provision(Deadline deadline) throws InterruptedException {
        SshSystem system = local.reserve(deadline);
        try {
            cable = new Cable(system::port);
        } catch (IOException e) {
            throw new ProvisionException(name() + ": no cable", e);
        }
        standing.add(this);
        return system.withPort(cable.port());
    }

    @Override
    protected boolean probe() {
        return !lost;
    }

    /** Cuts its connections. */
    void cut() {
        Cable there = cable;
        if (there != null) {
            there.cut();
        }
    }

    /** Ends the system under whoever uses it; nobody hears how its tests are killed. */
    void lose() {
        lost = true;
        cut();
        local.release();
    }

    @Override
    protected void deprovision() {
        standing.remove(this);
        try {
            if (cable != null) {
                cable.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            local.release();
        }
    }
}

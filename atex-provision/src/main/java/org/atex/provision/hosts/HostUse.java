package org.atex.provision.hosts;

import org.atex.core.system.Provisioner;
import org.jspecify.annotations.Nullable;

/** Who uses a host, and how it has behaved. */
final class HostUse {

    private static final int MOST_FAILURES_IN_A_ROW = 3;

    private final Host host;
    private @Nullable Provisioner holder;
    private boolean inUse;
    private int failuresInARow;

    HostUse(Host host) {
        this.host = host;
    }

    Host host() {
        return host;
    }

    /** Makes the provisioner that has the host from now on, until it is released. */
    synchronized Provisioner hand() {
        HostsProvisioner provisioner = new HostsProvisioner(host, this);
        holder = provisioner;
        return provisioner;
    }

    /** Whether nobody has it. One that was released before it was reserved has it no more. */
    synchronized boolean free() {
        return !inUse && (holder == null || !holder.isAlive());
    }

    synchronized boolean putAside() {
        return failuresInARow >= MOST_FAILURES_IN_A_ROW;
    }

    synchronized int failuresInARow() {
        return failuresInARow;
    }

    synchronized void begin() {
        inUse = true;
    }

    synchronized void end(boolean answered, boolean givenUp) {
        inUse = false;
        holder = null;
        if (answered) {
            failuresInARow = 0;
        } else if (!givenUp) {
            failuresInARow++;
        }
    }
}

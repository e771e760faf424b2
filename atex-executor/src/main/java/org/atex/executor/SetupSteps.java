package org.atex.executor;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.atex.core.time.Deadline;
import org.atex.executor.script.SetupOrder;
import org.atex.executor.script.WorkDirectory;
import org.atex.executor.ssh.SshException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done on a system before and after tests, over the reboots that it announces (PKG-02).
 *
 * @param system where
 * @param alive false once the system is gone for good
 * @param work the directory there
 * @param settleTime how long a system that does not reboot after all is watched (REC-07)
 * @param threads serve the commands
 */
record SetupSteps(
        RemoteSystem system,
        BooleanSupplier alive,
        WorkDirectory work,
        Duration settleTime,
        ExecutorThreads threads) {

    private static final Logger LOG = LoggerFactory.getLogger(SetupSteps.class);

    private static final Duration CONNECT = Duration.ofSeconds(30);

    /**
     * Does it to its end.
     *
     * @throws SetupFailedException if a step fails, or it takes longer than the limit
     * @throws SetupCommand.LostException if the connection or the system is lost meanwhile
     * @throws SshException if the system is not reached
     */
    void run(SetupOrder order, Duration limit)
            throws SetupFailedException,
                    SetupCommand.LostException,
                    SshException,
                    InterruptedException {
        Deadline deadline = Deadline.after(limit);
        boolean done = runOnce(order.first(), limit, deadline);
        while (!done) {
            done = runOnce(order.again(), deadline.remaining(), deadline);
        }
    }

    /** Whether all is done; else the system has rebooted. */
    private boolean runOnce(byte[] order, Duration limit, Deadline deadline)
            throws SetupFailedException,
                    SetupCommand.LostException,
                    SshException,
                    InterruptedException {
        try {
            SetupCommand.run(
                    system.connection(deadline.atMost(CONNECT)), work, order, limit, threads);
            return true;
        } catch (SetupCommand.RebootsException e) {
            awaitReboot(e.before(), deadline);
            return false;
        }
    }

    private void awaitReboot(WrapperRun.Processes before, Deadline deadline)
            throws SetupFailedException,
                    SetupCommand.LostException,
                    SshException,
                    InterruptedException {
        LOG.debug("{}: reboots to have its packages", system);
        system.disconnect();
        Reconnection reconnection =
                new Reconnection(system, alive, deadline::remaining, settleTime);
        if (reconnection.await(before.bootIdentity(), Optional.of(before.wrapper()))
                == Reconnection.Found.READY) {
            return;
        }
        if (deadline.expired()) {
            throw new SetupFailedException(
                    system + ": not back in time from the reboot that its packages needed");
        }
        throw new SetupCommand.LostException(
                system + ": gone at the reboot that its packages needed");
    }
}

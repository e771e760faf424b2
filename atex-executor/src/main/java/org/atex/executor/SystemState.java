package org.atex.executor;

import java.util.List;
import org.atex.core.time.Deadline;
import org.atex.executor.script.WorkDirectory;
import org.atex.executor.ssh.SshException;

/**
 * What a system says of itself.
 *
 * @param bootIdentity changes when it starts anew
 * @param goingDown whether it is on its way down
 * @param wrapperRuns whether the wrapper that was asked for runs
 */
record SystemState(String bootIdentity, boolean goingDown, boolean wrapperRuns) {

    /**
     * Asks it.
     *
     * @param wrapper a process id, or nothing
     * @throws SshException if it does not answer
     */
    static SystemState ask(RemoteSystem system, String wrapper, Deadline deadline)
            throws SshException, InterruptedException {
        Tail said = new Tail();
        int status =
                system.execute(
                        system.connection(deadline), WorkDirectory.stateCommand(wrapper), said);
        List<String> lines = said.toString().lines().toList();
        if (lines.size() < 3) {
            throw new SshException(
                    "%s: asked for its state it ends with %d and says %s"
                            .formatted(system, status, lines));
        }
        int last = lines.size() - 1;
        return new SystemState(
                lines.get(last - 2),
                lines.get(last - 1).equals("down"),
                lines.get(last).equals("runs"));
    }
}

package org.atex.executor;

import java.io.IOException;
import java.time.Duration;
import org.atex.core.time.Deadline;
import org.atex.executor.link.SupervisorLink;
import org.atex.executor.ssh.SshException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * After a test has announced a reboot: waits for its wrapper to end, and finds the system again
 * (REC-02). As long as the wrapper runs there, or has left output, it is attached to (REC-07).
 */
final class SupervisedRestart {

    private static final Logger LOG = LoggerFactory.getLogger(SupervisedRestart.class);

    private static final Duration CONNECT = Duration.ofSeconds(30);

    private final SupervisedTests tests;
    private final Recording recording;
    private final LinkedRun run;

    SupervisedRestart(SupervisedTests tests, Recording recording, LinkedRun run) {
        this.tests = tests;
        this.recording = recording;
        this.run = run;
    }

    /**
     * Waits until the test may be started again.
     *
     * @param bootIdentity that the system had
     * @return false if the system is gone for good, or the time is over
     */
    boolean await(String bootIdentity) throws InterruptedException {
        Reconnection reconnection =
                new Reconnection(
                        tests.system(),
                        tests.alive(),
                        recording::remaining,
                        tests.options().settleTime());
        Reconnection.Found found;
        do {
            awaitWrapper();
            tests.supervision().drop();
            tests.system().disconnect();
            found = reconnection.await(bootIdentity, this::attach);
        } while (found == Reconnection.Found.RUNS);
        return found == Reconnection.Found.READY;
    }

    /** Whether the supervisor still has something of the test; then there is a link again. */
    private boolean attach() throws SshException, InterruptedException {
        if (isOver()) {
            return false;
        }
        SupervisorLink back = tests.supervision().link(Deadline.after(CONNECT));
        return run.knownTo(back).isPresent() && run.goOn(back);
    }

    private boolean isOver() {
        return run.progress().end().isPresent() || run.progress().isDrained();
    }

    private void awaitWrapper() throws InterruptedException {
        try {
            while (run.link() != null && !isOver() && !recording.remaining().isZero()) {
                boolean unused = run.receive(recording.remaining());
            }
        } catch (IOException e) {
            LOG.debug("{}: link lost while it reboots: {}", tests.attempt(), e.getMessage());
        }
        run.unlink();
    }
}

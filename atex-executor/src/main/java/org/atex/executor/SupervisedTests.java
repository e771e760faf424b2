package org.atex.executor;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.atex.core.test.Attempt;
import org.atex.core.time.Deadline;
import org.atex.executor.link.RunId;
import org.atex.executor.link.SupervisorLink;
import org.atex.executor.script.TestOrders;
import org.atex.executor.ssh.SshException;

/**
 * Starts the tests of one attempt by a message to the supervisor (SUP-03).
 *
 * @param supervision where from
 * @param system where to
 * @param alive false once the system is gone for good
 * @param attempt what runs
 * @param orders makes the wrapper's order
 * @param options the executor's settings
 * @param run what the supervisor knows the attempt by (SUP-13)
 */
record SupervisedTests(
        Supervision supervision,
        RemoteSystem system,
        BooleanSupplier alive,
        Attempt attempt,
        TestOrders orders,
        ExecutorOptions options,
        String run)
        implements TestProcess.Starter {

    private static final Duration CONNECT = Duration.ofSeconds(30);

    @Override
    public boolean durable() {
        return true;
    }

    @Override
    public TestProcess start(int restarts, Recording recording)
            throws SshException, IOException, InterruptedException {
        SupervisorLink link = supervision.idleLink(Deadline.after(CONNECT));
        LinkedRun linked = linked(restarts, recording);
        Attachment attachment = Attachment.of(supervision, linked.id(), link.firstState());
        write(attachment);
        recording.started();
        linked.begin(link);
        return new SupervisedTest(this, recording, linked, attachment);
    }

    private void write(Attachment attachment) throws IOException, InterruptedException {
        try {
            attachment.write(attempt.directory());
        } catch (ClosedByInterruptException e) {
            Thread.interrupted();
            throw new InterruptedException(attempt + ": cancelled before it was started");
        }
    }

    private LinkedRun linked(int restarts, Recording recording) {
        String name = UUID.randomUUID().toString().substring(0, 13);
        String socket = supervision.work().socketPaths(name).get(0);
        byte[] order =
                orders.watching(orders.test(attempt, restarts).socket(socket), attempt.test())
                        .run(orders.testScript());
        return new LinkedRun(recording, new RunId(run, restarts), order);
    }

    /** Goes on with what a runner that was killed has left (SUP-07). */
    TestProcess attach(Attachment attachment, Recording recording) {
        LinkedRun linked = linked(recording.restarts(), recording);
        recording.started(); // unless it was: that may be where the runner was killed
        return new SupervisedTest(this, recording, linked, attachment);
    }
}

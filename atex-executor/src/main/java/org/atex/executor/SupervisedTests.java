package org.atex.executor;

import java.io.IOException;
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
        SupervisorLink link = supervision.link(Deadline.after(CONNECT));
        Attachment attachment = Attachment.of(supervision, run, link.firstState());
        attachment.write(attempt.directory());
        recording.started();
        SupervisedTest test = new SupervisedTest(this, recording, order(restarts), attachment);
        test.begin(link);
        return test;
    }

    private SupervisedTest.Start order(int restarts) {
        String name = UUID.randomUUID().toString().substring(0, 13);
        String socket = supervision.work().socketPaths(name).get(0);
        byte[] order =
                orders.watching(orders.test(attempt, restarts).socket(socket), attempt.test())
                        .run(orders.testScript());
        return new SupervisedTest.Start(new RunId(run, restarts), order);
    }

    /** Goes on with what a runner that was killed has left (SUP-07). */
    TestProcess attach(Attachment attachment, Recording recording) {
        return new SupervisedTest(this, recording, order(recording.restarts()), attachment);
    }
}

package org.atex.executor;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.atex.core.test.Attempt;
import org.atex.core.time.Deadline;
import org.atex.executor.script.Order;
import org.atex.executor.script.TestOrders;
import org.atex.executor.script.WorkDirectory;
import org.atex.executor.ssh.SocketForwarding;
import org.atex.executor.ssh.SshConnection;
import org.atex.executor.ssh.SshException;

/**
 * Starts the tests of one attempt with a wrapper for each, where there is no supervisor (SUP-11).
 *
 * @param system where
 * @param alive false once the system is gone for good
 * @param attempt what runs
 * @param work where everything is there
 * @param orders makes the wrapper's order
 * @param options the executor's settings
 * @param threads serve the test's connections
 */
record PlainTests(
        RemoteSystem system,
        BooleanSupplier alive,
        Attempt attempt,
        WorkDirectory work,
        TestOrders orders,
        ExecutorOptions options,
        ExecutorThreads threads)
        implements TestProcess.Starter {

    private static final Duration CONNECT = Duration.ofSeconds(30);

    @Override
    public TestProcess start(int restarts, Recording recording)
            throws SetupFailedException, SshException, InterruptedException {
        SshConnection connection = system.connection(Deadline.after(CONNECT));
        PlainTest test = new PlainTest(this, recording);
        SocketForwarding forwarding = forward(connection, test.streams());
        boolean started = false;
        try {
            Order order = orders.test(attempt, restarts).socket(forwarding.path());
            recording.started();
            WrapperRun run =
                    WrapperRun.start(
                            connection, work, order.run(orders.testScript()), test, threads);
            test.runs(forwarding, run);
            started = true;
            return test;
        } finally {
            if (!started) {
                forwarding.close();
            }
        }
    }

    /** A new socket for each run (CTL-02). */
    private SocketForwarding forward(SshConnection connection, TestStreams streams)
            throws SetupFailedException, SshException, InterruptedException {
        String name = UUID.randomUUID().toString().substring(0, 13);
        for (String path : work.socketPaths(name)) {
            Optional<SocketForwarding> forwarding =
                    connection.forward(path, options.connections(), streams);
            if (forwarding.isPresent()) {
                return forwarding.get();
            }
        }
        throw new SetupFailedException(
                "%s: the SSH server refuses to forward a UNIX socket".formatted(system));
    }
}

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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    private static final Logger LOG = LoggerFactory.getLogger(PlainTests.class);

    private static final Duration CONNECT = Duration.ofSeconds(30);

    @Override
    public boolean durable() {
        return false;
    }

    @Override
    public TestProcess start(int restarts, Recording recording)
            throws SetupFailedException, SshException, InterruptedException {
        SshConnection connection = system.connection(Deadline.after(CONNECT));
        PlainTest test = new PlainTest(this, recording);
        Optional<SocketForwarding> forwarding = forward(connection, test.streams());
        if (forwarding.isEmpty()) {
            return startWithoutSocket(connection, test, restarts, recording);
        }
        SocketForwarding socket = forwarding.get();
        boolean started = false;
        try {
            Order order = orders.test(attempt, restarts).socket(socket.path());
            recording.started();
            WrapperRun run =
                    WrapperRun.start(
                            connection, work, order.run(orders.testScript()), test, threads);
            test.runs(ControlSource.of(socket), run);
            started = true;
            return test;
        } finally {
            if (!started) {
                socket.close();
            }
        }
    }

    /**
     * Control lines come over the stdout of the wrapper (CTL-19). Only by closing the channel can
     * the test be told that nobody reads them any more, so output behind {@code disconnect} is
     * lost.
     */
    private TestProcess startWithoutSocket(
            SshConnection connection, PlainTest test, int restarts, Recording recording)
            throws SshException, InterruptedException {
        LOG.debug("{}: no UNIX sockets can be forwarded, stdout has to do", system);
        byte[] order = orders.test(attempt, restarts).controlOnStdout().run(orders.testScript());
        recording.started();
        StdoutControl control = new StdoutControl(test.streams());
        WrapperRun run =
                WrapperRun.startWithControl(connection, work, order, test, control, threads);
        test.runs(control.closedBy(run::close), run);
        return test;
    }

    /** A new socket for each run (CTL-02); empty if the server refuses. */
    private Optional<SocketForwarding> forward(SshConnection connection, TestStreams streams)
            throws SshException, InterruptedException {
        String name = UUID.randomUUID().toString().substring(0, 13);
        for (String path : work.socketPaths(name)) {
            Optional<SocketForwarding> forwarding =
                    connection.forward(path, options.connections(), streams);
            if (forwarding.isPresent()) {
                return forwarding;
            }
        }
        return Optional.empty();
    }
}

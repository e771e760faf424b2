package org.atex.executor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.atex.core.execute.AttemptListener;
import org.atex.core.result.Status;
import org.atex.core.result.TestError;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestOutcome.End;
import org.atex.core.result.TestResult;
import org.atex.core.test.Attempt;
import org.atex.core.time.Deadline;
import org.atex.core.time.Ticker;
import org.atex.executor.collect.Collector;
import org.atex.executor.collect.CollectorListener;
import org.atex.executor.collect.Finished;
import org.atex.executor.control.DurationChange;
import org.atex.executor.control.TimeLimit;
import org.atex.executor.script.Order;
import org.atex.executor.script.TestOrders;
import org.atex.executor.script.WorkDirectory;
import org.atex.executor.ssh.SocketForwarding;
import org.atex.executor.ssh.SshConnection;
import org.atex.executor.ssh.SshException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt, from its packages to its outcome: set up, start the test, wait for its end, end what
 * is left of it, close the results.
 */
final class AttemptRun implements CommandListener, CollectorListener {

    private static final Logger LOG = LoggerFactory.getLogger(AttemptRun.class);

    private static final Duration CONNECT = Duration.ofSeconds(30);
    private static final Duration CLEAN_UP = Duration.ofSeconds(3);

    private final Attempt attempt;
    private final AttemptListener listener;
    private final RemoteSystem system;
    private final BooleanSupplier alive;
    private final WorkDirectory work;
    private final TestOrders orders;
    private final ExecutorOptions options;
    private final ExecutorThreads threads;
    private final Ticker ticker = Ticker.system();
    private final TestStreams streams = new TestStreams(ticker);
    private Optional<WrapperRun> last = Optional.empty();

    // All under the lock of the streams.
    private @Nullable TimeLimit clock;
    private @Nullable String setupFailure;
    private OptionalInt exitCode = OptionalInt.empty();
    private long endedAt;
    private OptionalInt wrapperStatus = OptionalInt.empty();
    private boolean disconnected;

    AttemptRun(
            Attempt attempt,
            AttemptListener listener,
            RemoteSystem system,
            BooleanSupplier alive,
            WorkDirectory work,
            TestOrders orders,
            ExecutorOptions options,
            ExecutorThreads threads) {
        this.attempt = attempt;
        this.listener = listener;
        this.system = system;
        this.alive = alive;
        this.work = work;
        this.orders = orders;
        this.options = options;
        this.threads = threads;
    }

    /**
     * Runs it.
     *
     * @throws org.atex.core.InvalidArgumentException if the directory is used already
     * @throws IOException if results cannot be stored (ERR-04)
     */
    TestOutcome run() throws IOException {
        try (Collector collector =
                Collector.open(attempt.directory(), options.collecting(), this)) {
            streams.into(collector);
            try {
                return outcome(collector);
            } finally {
                streams.detach();
            }
        }
    }

    private TestOutcome outcome(Collector collector) throws IOException {
        Ending ending;
        try {
            ending = endingOfTest(collector);
        } catch (SetupFailedException e) {
            return setupFailed(collector, e.output());
        } catch (InterruptedException e) {
            ending = Ending.cancelled();
        }
        return finish(collector, ending);
    }

    private Ending endingOfTest(Collector collector)
            throws SetupFailedException, IOException, InterruptedException {
        if (attempt.cancelled()) {
            return Ending.cancelled();
        }
        Ending ending = startTwiceIfNeeded(0);
        for (int restarts = 1; ending.reboots(); restarts++) {
            ending = restart(collector, restarts);
        }
        return ending;
    }

    /** A connection that breaks before the test was started is made anew, once. */
    private Ending startTwiceIfNeeded(int restarts)
            throws SetupFailedException, InterruptedException {
        try {
            return startAndAwait(restarts);
        } catch (SshException e) {
            LOG.debug("{}: {}; tried once more, nothing was started", attempt, e.getMessage());
            system.disconnect();
        }
        try {
            return startAndAwait(restarts);
        } catch (SshException e) {
            LOG.debug("{}: {}", attempt, e.getMessage());
            return Ending.lost(255, e);
        }
    }

    /** Fails only as long as the test has not been started. */
    private Ending startAndAwait(int restarts)
            throws SetupFailedException, SshException, InterruptedException {
        SshConnection connection = system.connection(Deadline.after(CONNECT));
        if (restarts == 0) {
            installPackages(connection);
        }
        return runTest(connection, restarts);
    }

    /** The test said that the system will reboot: finds it again and goes on there (REC-03). */
    private Ending restart(Collector collector, int restarts)
            throws SetupFailedException, IOException, InterruptedException {
        system.disconnect();
        Reconnection reconnection =
                new Reconnection(system, alive, this::remaining, options.settleTime(), threads);
        boolean back = false;
        try {
            back = reconnection.await(last.flatMap(WrapperRun::processes));
        } finally {
            if (!back) {
                endSurely(last.orElseThrow());
            }
        }
        if (!back) {
            return remaining().isZero() ? Ending.timedOut() : Ending.lost(255, null);
        }
        LOG.debug("{}: started again, for the {}. time", attempt, restarts);
        streams.lock.lock();
        try {
            streams.restart(collector);
            setupFailure = null;
            exitCode = OptionalInt.empty();
            wrapperStatus = OptionalInt.empty();
            disconnected = false;
        } finally {
            streams.lock.unlock();
        }
        return startTwiceIfNeeded(restarts);
    }

    private void installPackages(SshConnection connection)
            throws SetupFailedException, SshException, InterruptedException {
        Optional<byte[]> order = orders.packages(attempt.test());
        if (order.isPresent()) {
            try {
                SetupCommand.run(connection, work, order.get(), options.packagesLimit(), threads);
            } catch (SetupCommand.LostException e) {
                throw SshException.lost(system, e);
            }
        }
    }

    private Ending runTest(SshConnection connection, int restarts)
            throws SetupFailedException, SshException, InterruptedException {
        try (SocketForwarding forwarding = forward(connection)) {
            Order order = orders.test(attempt, restarts).socket(forwarding.path());
            startClock();
            WrapperRun run =
                    WrapperRun.start(
                            connection, work, order.run(orders.testScript()), this, threads);
            Ending ending;
            try {
                ending = awaitEnd(forwarding);
            } catch (InterruptedException e) {
                ending = Ending.cancelled();
            }
            last = Optional.of(run);
            if (ending.error().isPresent()) {
                streams.stop();
                endSurely(run);
            }
            return ending;
        }
    }

    /** An attempt is interrupted once at the most, so the second try is not. */
    private void endSurely(WrapperRun run) throws InterruptedException {
        try {
            run.end(this::connectionToCleanUp);
        } catch (InterruptedException e) {
            LOG.debug("{}: cancelled while it was being ended", attempt);
            run.end(this::connectionToCleanUp);
        }
    }

    /** The system may be reached although the connection of the test was lost (WRP-08). */
    private SshConnection connectionToCleanUp() throws SshException, InterruptedException {
        if (!alive.getAsBoolean()) {
            throw SshException.lost(system, null);
        }
        return system.connection(Deadline.after(CLEAN_UP));
    }

    /** A new socket for each run (CTL-02). */
    private SocketForwarding forward(SshConnection connection)
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

    private void startClock() {
        streams.lock.lock();
        try {
            if (clock == null) {
                clock = new TimeLimit(ticker, attempt.test().timeLimit());
                listener.started();
            }
        } finally {
            streams.lock.unlock();
        }
    }

    /** Waits for whatever ends the test. */
    private Ending awaitEnd(SocketForwarding forwarding)
            throws SetupFailedException, InterruptedException {
        streams.lock.lockInterruptibly();
        try {
            boolean closed = false;
            while (true) {
                Optional<Ending> broken = broken();
                if (broken.isPresent()) {
                    return broken.get();
                }
                if (disconnected && !closed) {
                    forwarding.close();
                    closed = true;
                }
                if (wrapperStatus.isPresent()) {
                    return endingOfWrapper(forwarding);
                }
                long left = remaining().toNanos();
                if (left <= 0) {
                    return Ending.timedOut();
                }
                long unused = streams.changed.awaitNanos(left);
            }
        } finally {
            streams.lock.unlock();
        }
    }

    private Duration remaining() {
        streams.lock.lock();
        try {
            return clock == null ? Duration.ZERO : clock.remaining();
        } finally {
            streams.lock.unlock();
        }
    }

    private Optional<Ending> broken() {
        if (streams.failure().isPresent()) {
            // Thrown once all is closed; until then the system gets what an error gets.
            return Optional.of(Ending.unstored());
        }
        return streams.error().map(Ending::broken);
    }

    /** The wrapper has ended by itself, or was lost. */
    private Ending endingOfWrapper(SocketForwarding forwarding)
            throws SetupFailedException, InterruptedException {
        if (setupFailure != null) {
            throw new SetupFailedException(setupFailure);
        }
        int status = wrapperStatus.orElseThrow();
        if (disconnected) {
            return Ending.REBOOTS;
        }
        if (status != 0) {
            return Ending.lost(status, null);
        }
        if (exitCode.isEmpty()) {
            return Ending.withoutExitCode();
        }
        streams.drain(endedAt, forwarding, this::remaining);
        return broken().orElse(Ending.EXITED);
    }

    private TestOutcome finish(Collector collector, Ending ending) throws IOException {
        streams.lock.lock();
        try {
            boolean exited = ending.end() == End.EXITED;
            OptionalInt code = exited ? exitCode : OptionalInt.empty();
            Finished finished = collector.finish(code, ending.error());
            if (streams.failure().isPresent()) {
                throw streams.failure().get();
            }
            return new TestOutcome(
                    ending.end(), code, finished.status(), ending.error(), elapsed());
        } finally {
            streams.lock.unlock();
        }
    }

    private TestOutcome setupFailed(Collector collector, String output) throws IOException {
        streams.lock.lock();
        try {
            TestError error = collector.setupFailed(output);
            return TestOutcome.failed(
                    End.SETUP_FAILED, error, Optional.of(Status.INFRA), elapsed());
        } finally {
            streams.lock.unlock();
        }
    }

    private Duration elapsed() {
        return clock == null ? Duration.ZERO : clock.elapsed();
    }

    // What the wrapper tells, by threads of ours

    @Override
    public void output(ByteBuffer bytes) {
        streams.output(bytes);
    }

    @Override
    public void failed(String why) {
        change(() -> setupFailure = why);
    }

    @Override
    public void ended(int code) {
        change(
                () -> {
                    exitCode = OptionalInt.of(code);
                    endedAt = ticker.nanos();
                });
    }

    @Override
    public void closed(int status) {
        change(() -> wrapperStatus = OptionalInt.of(status));
    }

    private void change(Runnable what) {
        streams.lock.lock();
        try {
            what.run();
            streams.changed.signalAll();
        } finally {
            streams.lock.unlock();
        }
    }

    // What the test tells, in calls to the collector

    @Override
    public void reported(TestResult result) {
        listener.reported(result);
    }

    @Override
    public void duration(DurationChange change) {
        if (clock != null) {
            clock.apply(change);
            streams.changed.signalAll();
        }
    }

    @Override
    public void exitCode(int code) {
        LOG.debug("{}: says exit code {}", attempt, code);
    }

    @Override
    public void disconnect() {
        disconnected = true;
        streams.changed.signalAll();
    }
}

package org.atex.executor;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.atex.core.InvalidArgumentException;
import org.atex.core.execute.AttemptListener;
import org.atex.core.execute.TestExecutor;
import org.atex.core.execute.TestExecutorFactory;
import org.atex.core.result.TestError;
import org.atex.core.result.TestOutcome;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Attempt;
import org.atex.core.test.SystemSetup;
import org.atex.core.time.Deadline;
import org.atex.executor.collect.CollectorLimits;
import org.atex.executor.link.SupervisorLink;
import org.atex.executor.link.Tokens;
import org.atex.executor.script.SetupOrder;
import org.atex.executor.script.TestOrders;
import org.atex.executor.script.TreeArchives;
import org.atex.executor.script.WorkDirectory;
import org.atex.executor.ssh.KeyPassphrases;
import org.atex.executor.ssh.SshException;
import org.atex.executor.ssh.SshTimings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tests on one system over SSH: {@code factory()} is what an orchestrator is given.
 *
 * <pre>{@code
 * Orchestrator.builder()
 *         .executor(SshTestExecutor.factory())
 *         ...
 * }</pre>
 *
 * <p>Holds one connection and a few threads; {@link #close} ends them all. On the system everything
 * is in one work directory, which {@link #stop} removes, and beside it, where {@linkplain
 * Builder#cacheTrees wanted}, tests trees for the next time; nothing is installed. Needs a POSIX
 * shell, bash, tar, and Python or Perl there.
 */
public final class SshTestExecutor implements TestExecutor {

    private static final Logger LOG = LoggerFactory.getLogger(SshTestExecutor.class);

    private final SshSystem coordinates;
    private final BooleanSupplier alive;
    private final ExecutorOptions options;
    private final ExecutorThreads threads;
    private final RemoteSystem system;
    private final TreeArchives archives;
    private final TreeUpload upload;
    private final Operations operations;
    private final AtomicBoolean closed = new AtomicBoolean();

    // Only touched by operations, one at a time.
    private volatile @Nullable Started started;

    /** What {@code start} has made. */
    private record Started(
            WorkDirectory work, TestOrders orders, Optional<Supervision> supervision) {

        Started with(Supervision with) {
            return new Started(work, orders, Optional.of(with));
        }
    }

    SshTestExecutor(
            SshSystem coordinates,
            BooleanSupplier alive,
            ExecutorOptions options,
            TreeArchives archives) {
        this.alive = Objects.requireNonNull(alive, "alive");
        this.coordinates = Objects.requireNonNull(coordinates, "system");
        this.options = options;
        this.threads = new ExecutorThreads(coordinates.toString());
        this.system =
                new RemoteSystem(coordinates, options.timings(), options.passphrases(), threads);
        this.archives = archives;
        boolean keeps = options.cacheTrees().orElse(coordinates.cachesTrees());
        this.upload = new TreeUpload(system, archives, keeps, threads);
        this.operations = new Operations(coordinates, threads, system::breakOffConnecting);
        archives.join();
    }

    /** Makes executors with the usual settings. */
    public static TestExecutorFactory factory() {
        return builder().factory();
    }

    /** Makes executors with other settings. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public void start(SystemSetup setup, Deadline deadline) throws InterruptedException {
        TestOrders.check(setup.environment());
        Deadline limit = deadline.atMost(options.startLimit());
        operations.performSetup("start", limit, () -> prepare(setup, limit));
    }

    private Void prepare(SystemSetup setup, Deadline limit) throws Exception {
        if (started != null) {
            throw new IllegalStateException(coordinates + ": started already");
        }
        try (OpeningArchive archive = upload.prepare(setup.tree())) {
            system.connection(limit);
            system.awaitReady(limit);
            upload.make(archive, work -> started = startedIn(work, setup), limit);
        }
        Started made = Objects.requireNonNull(started);
        if (made.work().interpreter().isEmpty()) {
            throw new SetupFailedException(coordinates + ": SUT has neither Python nor Perl");
        }
        supervise(made, limit);
        Optional<SetupOrder> order = made.orders().prepare();
        if (order.isPresent()) {
            stepsIn(made).run(order.get(), limit.remaining());
        }
        LOG.debug("{}: started in {}", coordinates, made.work().path());
        return null;
    }

    /** Without Python or forwarded sockets, each test has a wrapper of its own (WRP-01, SUP-11). */
    private void supervise(Started made, Deadline limit) throws Exception {
        if (!made.work().hasPython()) {
            return;
        }
        Supervision supervision = new Supervision(system, made.work(), Tokens.random(), options);
        try {
            SupervisorLink unused = supervision.link(limit);
            started = made.with(supervision);
        } catch (Supervision.RefusedException e) {
            LOG.debug("{}; tests go without a supervisor", e.getMessage());
        }
    }

    private SetupSteps stepsIn(Started in) {
        return new SetupSteps(system, alive, in.work(), options.settleTime(), threads);
    }

    @Override
    public TestOutcome run(Attempt attempt, AttemptListener listener) throws IOException {
        Started in = started;
        if (in == null) {
            throw new IllegalStateException(coordinates + ": not started");
        }
        AttemptRun run = attemptRun(attempt, listener, in, starter(attempt, in));
        return performAttempt(attempt, run::run);
    }

    /**
     * Goes on with an attempt whose runner died; {@link #run} and {@link #stop} may follow as after
     * {@link #start} (SUP-07). A test that the system does not know any more is lost.
     */
    @Override
    public TestOutcome attach(Attempt attempt, AttemptListener listener) throws IOException {
        return performAttempt(attempt, () -> goOn(attempt, listener));
    }

    private TestOutcome goOn(Attempt attempt, AttemptListener listener) throws IOException {
        Path directory = attempt.directory();
        Optional<Attachment> attachment = threads.undisturbed(() -> Attachment.read(directory));
        Optional<Recording> recording =
                threads.undisturbed(
                        () -> Recording.resume(attempt, listener, options.collecting()));
        if (recording.isEmpty()) {
            Attachment.remove(directory);
            return TestOutcome.failed(
                    TestOutcome.End.SYSTEM_LOST,
                    TestError.wrapperExited(Ending.LOST),
                    Optional.empty(),
                    Duration.ZERO);
        }
        try (Recording left = recording.get()) {
            return attachment.isPresent() && left.resumed()
                    ? goOn(attempt, listener, attachment.get(), left)
                    : left.finish(Ending.lost(Ending.LOST, null));
        }
    }

    private TestOutcome goOn(
            Attempt attempt, AttemptListener listener, Attachment attachment, Recording recording)
            throws IOException {
        Started in = startedBefore(attempt, attachment);
        started = in;
        SupervisedTests tests = supervised(attempt, in, attachment.run().attempt());
        AttemptRun run = attemptRun(attempt, listener, in, tests);
        return attachment.run().restart() < recording.restarts()
                ? run.startAgain(recording)
                : run.goOn(recording, tests.attach(attachment, recording));
    }

    private Started startedBefore(Attempt attempt, Attachment attachment) {
        WorkDirectory work = attachment.work();
        return startedIn(work, attempt.test().setup())
                .with(new Supervision(system, work, attachment.tokens(), options));
    }

    private Started startedIn(WorkDirectory work, SystemSetup setup) {
        return new Started(
                work, new TestOrders(work, setup, options.environment()), Optional.empty());
    }

    private AttemptRun attemptRun(
            Attempt attempt, AttemptListener listener, Started in, TestProcess.Starter starter) {
        return new AttemptRun(
                attempt, listener, stepsIn(in), in.orders(), starter, options, threads);
    }

    private TestOutcome performAttempt(Attempt attempt, Callable<TestOutcome> work)
            throws IOException {
        TestOrders.check(attempt.test().environment());
        return operations.performRun(attempt, work);
    }

    private TestProcess.Starter starter(Attempt attempt, Started in) {
        if (in.supervision().isPresent()) {
            return supervised(attempt, in, UUID.randomUUID().toString());
        }
        return new PlainTests(system, alive, attempt, in.work(), in.orders(), options, threads);
    }

    private SupervisedTests supervised(Attempt attempt, Started in, String run) {
        return new SupervisedTests(
                in.supervision().orElseThrow(), system, alive, attempt, in.orders(), options, run);
    }

    @Override
    public void stop(Deadline deadline) throws InterruptedException {
        Deadline limit = deadline.atMost(options.stopLimit());
        operations.performSetup("stop", limit, () -> finish(limit));
    }

    private Void finish(Deadline limit) throws Exception {
        Started in = started;
        started = null;
        if (in == null) {
            return null;
        }
        try {
            finish(in, limit);
        } catch (InterruptedException e) {
            in.supervision().ifPresent(Supervision::quit);
            system.removeSoon(in.work()); // an operation is interrupted once at the most
            throw e;
        }
        return null;
    }

    private void finish(Started in, Deadline limit) throws Exception {
        Exception failure = finishSteps(in, limit);
        in.supervision().ifPresent(Supervision::quit);
        try {
            system.remove(in.work(), limit);
        } catch (SshException e) {
            LOG.debug("{}: not cleaned up: {}", coordinates, e.getMessage());
        } catch (SetupFailedException e) {
            failure = failure == null ? e : failure; // the first one counts
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** The directory is removed also when a step fails (RUN-12). */
    private @Nullable Exception finishSteps(Started in, Deadline limit) throws Exception {
        Optional<SetupOrder> order = in.orders().finish();
        if (order.isEmpty() || in.work().interpreter().isEmpty()) {
            return null;
        }
        try {
            stepsIn(in).run(order.get(), limit.remaining());
            return null;
        } catch (SetupFailedException e) {
            return e;
        } catch (SshException | SetupCommand.LostException e) {
            LOG.debug("{}: lost during finish: {}", coordinates, e.getMessage());
            return null;
        }
    }

    @Override
    public void cancel() {
        operations.cancel();
    }

    @Override
    public void close() {
        operations.close();
        system.close();
        threads.close();
        if (closed.compareAndSet(false, true)) {
            archives.leave();
        }
    }

    /** Where the executor's system is: {@code executor of root@10.0.0.7:22}. */
    @Override
    public String toString() {
        return "executor of " + coordinates;
    }

    /** Collects the settings of executors; {@link #factory()} checks them. For one thread. */
    public static final class Builder {

        private Duration startLimit = Duration.ofHours(1);
        private Duration packagesLimit = Duration.ofMinutes(30);
        private Duration stopLimit = Duration.ofMinutes(10);
        private Duration settleTime = Duration.ofSeconds(5);
        private int connections = 256;
        private Map<String, String> environment = Map.of();
        private CollectorLimits collecting = CollectorLimits.DEFAULT;
        private Optional<OutputStream> output = Optional.empty();
        private Optional<Boolean> cacheTrees = Optional.empty();
        private SupervisorOptions supervising = SupervisorOptions.USUAL;
        private SshTimings timings = SshTimings.usual();
        private KeyPassphrases passphrases = KeyPassphrases.none();

        private Builder() {}

        /** How long {@code start} may take; 1 h unless said (RUN-15). */
        public Builder startLimit(Duration limit) {
            startLimit = limit;
            return this;
        }

        /** How long installing the packages of one test may take; 30 min unless said (RUN-15). */
        public Builder packagesLimit(Duration limit) {
            packagesLimit = limit;
            return this;
        }

        /** How long {@code stop} may take; 10 min unless said (RUN-15). */
        public Builder stopLimit(Duration limit) {
            stopLimit = limit;
            return this;
        }

        /**
         * How long a system whose test announced a reboot, and that shows no sign of one, is
         * watched before the test is started again there; 5 s unless said (REC-07).
         */
        public Builder settleTime(Duration time) {
            settleTime = time;
            return this;
        }

        /** Variables for all tests and scripts; over those of plan and test (ENV-01). */
        public Builder environment(Map<String, String> variables) {
            environment = Map.copyOf(variables);
            return this;
        }

        /** How many connections of one test are served at once; 256 unless said (CTL-03). */
        public Builder connections(int atOnce) {
            connections = atOnce;
            return this;
        }

        /** The longest JSON document of a result; 16 MiB unless said (LIM-01). */
        public Builder maxResultBytes(int bytes) {
            collecting = collecting.withJsonBytes(bytes);
            return this;
        }

        /** The deepest JSON document of a result; 256 levels unless said (LIM-02). */
        public Builder maxResultDepth(int levels) {
            collecting = collecting.withJsonDepth(levels);
            return this;
        }

        /** The size of all files of one test; no limit unless said (LIM-04). */
        public Builder maxUploadBytes(long bytes) {
            collecting = collecting.withUploadBytes(bytes);
            return this;
        }

        /** The size of all open partial results of one test; 64 MiB unless said (LIM-05). */
        public Builder maxPartialBytes(long bytes) {
            collecting = collecting.withPartialBytes(bytes);
            return this;
        }

        /** The size of the output of one test; no limit unless said (LIM-06). */
        public Builder maxOutputBytes(long bytes) {
            collecting = collecting.withOutputBytes(bytes);
            return this;
        }

        /**
         * Has the output of all tests sent to a stream, for debugging; files for it are then empty.
         * One write at a time; the stream stays the caller's, and ends tests if it fails (OUT-06).
         */
        public Builder output(OutputStream to) {
            output = Optional.of(new SerialOutput(to));
            return this;
        }

        /**
         * Whether systems keep the tests trees that were uploaded, so that an unchanged one is not
         * sent again: the last three, beside the work directories, for the login user only. Unless
         * said, those do that say so: hosts and local systems (RUN-16).
         */
        public Builder cacheTrees(boolean on) {
            cacheTrees = Optional.of(on);
            return this;
        }

        /**
         * Whether a test goes on when its connection is lost, and is found again; on unless said
         * (SUP-06). Off, it is lost with its connection (REC-05).
         */
        public Builder reattach(boolean on) {
            supervising = supervising.withReattach(on);
            return this;
        }

        /**
         * How long a lost connection is tried to be made again before the system counts as lost; 15
         * min unless said (SUP-06).
         */
        public Builder reconnectTime(Duration time) {
            supervising = supervising.withReconnectTime(time);
            return this;
        }

        /**
         * How many bytes of a test may wait on the system until they are stored here, of one stream
         * and of all; 1 MiB and 16 MiB unless said (SUP-04).
         */
        public Builder windows(long stream, long all) {
            supervising = supervising.withWindows(stream, all);
            return this;
        }

        /**
         * How long a system keeps what a test has left for a runner to come, and waits for one; 10
         * min unless said (SUP-07).
         */
        public Builder orphanTime(Duration time) {
            supervising = supervising.withOrphanTime(time);
            return this;
        }

        /**
         * How long a test may run without a runner before it is ended; for systems that are shared.
         * Its own time limit is all unless said (SUP-07).
         */
        public Builder maxUnattended(Duration time) {
            supervising = supervising.withMaxUnattended(time);
            return this;
        }

        /** How long to wait for a host and its SSH server to answer; 10 s unless said. */
        public Builder connectTimeout(Duration timeout) {
            timings =
                    new SshTimings(
                            timeout,
                            timings.answer(),
                            timings.keepAliveInterval(),
                            timings.keepAliveCount());
            return this;
        }

        /**
         * How often an idle connection is tried, and how many tries may stay unanswered before it
         * counts as lost; 15 s and 4 unless said. So a system that has frozen, or a network that
         * swallows everything, is noticed after {@code count} to {@code count + 1} intervals: 60 to
         * 75 s.
         *
         * @param interval whole seconds, 1 at least
         */
        public Builder keepAlive(Duration interval, int count) {
            timings = new SshTimings(timings.connect(), timings.answer(), interval, count);
            return this;
        }

        /** Where passphrases of encrypted private keys come from; nowhere unless said. */
        public Builder passphrases(KeyPassphrases source) {
            passphrases = source;
            return this;
        }

        /**
         * Makes executors with these settings.
         *
         * @throws InvalidArgumentException if one of them makes no sense
         */
        public TestExecutorFactory factory() {
            ExecutorOptions options =
                    new ExecutorOptions(
                            startLimit,
                            packagesLimit,
                            stopLimit,
                            settleTime,
                            connections,
                            environment,
                            collecting,
                            output,
                            cacheTrees,
                            supervising,
                            timings,
                            passphrases);
            return new SshExecutors(options);
        }
    }
}

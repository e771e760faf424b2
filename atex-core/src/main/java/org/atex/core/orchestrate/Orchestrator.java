package org.atex.core.orchestrate;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.CountDownLatch;
import org.atex.core.InvalidArgumentException;
import org.atex.core.execute.TestExecutorFactory;
import org.atex.core.journal.RunHistory;
import org.atex.core.learn.Durations;
import org.atex.core.result.ResultSink;
import org.atex.core.result.Verdict;
import org.atex.core.system.ProvisionerFactory;
import org.atex.core.test.TestRun;
import org.atex.core.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Runs tests on a pool of systems: a system that becomes free takes the next best test, there is no
 * fixed share of tests per system (ORC-01).
 *
 * <pre>{@code
 * RunSummary summary = Orchestrator.builder()
 *         .provisioner(factory, 4)                 // up to four systems at once
 *         .executor(executors)
 *         .sink(sink)
 *         .build()
 *         .run(tests);
 * }</pre>
 *
 * <p>One instance is one run. With a directory of its own ({@link Builder#directory}) a run
 * outlives its process: {@link #resume} goes on with it.
 */
public final class Orchestrator implements AutoCloseable {

    private static final Clock CLOCK = Clock.systemUTC();

    private final Builder settings;
    private final CountDownLatch nobodyWaits = new CountDownLatch(1);
    private @Nullable Run run;
    private boolean used;
    private boolean closed;

    private Orchestrator(Builder settings) {
        this.settings = settings;
    }

    /** Starts one. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Runs the tests and returns when the last one has finished; all threads it started have ended,
     * all systems are released, all sinks and factories closed by then. Tests that fail, systems
     * that break and even a run that cannot go on are in the summary.
     *
     * <p>Interrupting the calling thread cancels running tests, releases every system, and then
     * throws {@link InterruptedException}; {@link #close} does the same from another thread, and so
     * does the end of the Java process.
     *
     * @param tests in the order given; a (platform, name) that comes twice counts once
     * @throws InvalidArgumentException if there are no tests, or this instance was used before
     * @throws IOException if the run directory or a sink cannot be opened; nothing was started
     * @throws InterruptedException if interrupted
     */
    public RunSummary run(List<TestRun> tests) throws IOException, InterruptedException {
        TestList list = TestList.of(tests);
        claim();
        try (RunDirectory directory = RunDirectory.open(Optional.ofNullable(settings.directory));
                RunLog journal = PastRun.begin(directory, list, settings.facts(), CLOCK)) {
            return untilOver(makeFirstRun(list, directory, journal));
        } finally {
            nobodyWaits.countDown();
        }
    }

    /**
     * Goes on with a run whose process died, in the same way and with the same promises as {@link
     * #run}. This instance is to be configured as the one that began it, with the same tests.
     *
     * <p>Finished tests are not run again. Systems that the dead process held are taken over, with
     * the tests that still run there (SUP-07), or given back. Attempts that cannot be attached to
     * end as superseded, and their tests wait again with the budgets that they had. Sinks get what
     * they have not seen: {@link ResultSink#resume()} is called on them in place of {@code open}. A
     * resumed run whose process dies can be resumed again. Of a run that has ended the summary is
     * returned, and nothing is done.
     *
     * @param directory the directory of the run, whatever {@link Builder#directory} says
     * @param tests the same, in the same order; what they do may have changed
     * @throws InvalidArgumentException if the directory is none of a run, is in use, the tests or
     *     the number of factories are others, or this instance was used before
     * @throws org.atex.core.journal.JournalException if the journal is damaged
     * @throws IOException if the run directory or a sink cannot be opened; nothing was started
     * @throws InterruptedException if interrupted
     */
    public RunSummary resume(Path directory, List<TestRun> tests)
            throws IOException, InterruptedException {
        TestList list = TestList.of(tests);
        claim();
        try (RunDirectory opened = RunDirectory.reopen(directory)) {
            PastRun past = PastRun.read(directory, list, settings.facts(), CLOCK);
            try (RunLog journal = past.log()) {
                Optional<RunSummary> summary = past.summary(list, settings.flakyPasses);
                if (summary.isPresent()) {
                    return afterClosingFactories(summary.get());
                }
                return untilOver(makeRun(list, opened, journal, Optional.of(past)));
            }
        } finally {
            nobodyWaits.countDown();
        }
    }

    private RunSummary afterClosingFactories(RunSummary summary) {
        List<Problem> problems = new ArrayList<>(summary.problems());
        for (Builder.Pool pool : settings.pools) {
            try {
                pool.factory().close();
            } catch (RuntimeException | Error e) {
                problems.add(Problem.of("factory", e));
            }
        }
        return new RunSummary(
                summary.tests(), problems, summary.failure(), summary.took(), settings.flakyPasses);
    }

    private RunSummary untilOver(Run made) throws IOException, InterruptedException {
        Thread onExit = new Thread(this::close, "atex-shutdown");
        try {
            remember(made);
            Runtime.getRuntime().addShutdownHook(onExit);
            RunSummary summary = made.run();
            if (Thread.interrupted()) {
                throw new InterruptedException("the run was interrupted: " + summary);
            }
            return summary;
        } finally {
            forget(onExit);
        }
    }

    private synchronized void claim() {
        if (used) {
            throw new InvalidArgumentException("an orchestrator runs once; build another");
        }
        used = true;
    }

    private Run makeFirstRun(TestList tests, RunDirectory directory, RunLog journal)
            throws IOException {
        try {
            return makeRun(tests, directory, journal, Optional.empty());
        } catch (RuntimeException e) {
            directory.deleteJournal();
            throw e;
        }
    }

    private Run makeRun(
            TestList tests, RunDirectory directory, RunLog journal, Optional<PastRun> past) {
        List<FactorySlot> slots =
                settings.pools.stream()
                        .map(pool -> new FactorySlot(pool.factory(), pool.max()))
                        .toList();
        return new Run(
                new Run.Setup(
                        settings.limits,
                        settings.deadline.map(Deadline::after).orElse(Deadline.never()),
                        settings.holdFailed,
                        tests,
                        new Scheduler(tests.tests(), slots, settings.policies()),
                        slots,
                        Objects.requireNonNull(settings.executor),
                        List.copyOf(settings.listeners),
                        directory,
                        journal,
                        past,
                        ResultSink.all(
                                settings.sinks.stream().map(sink -> resumed(sink, past)).toList()),
                        Optional.ofNullable(settings.superseded).map(s -> resumed(s, past))));
    }

    private static ResultSink resumed(ResultSink sink, Optional<PastRun> past) {
        if (past.isEmpty()) {
            return sink;
        }
        RunHistory history = past.get().history();
        return new ResumedSink(sink, history.lastNumber(), history.delivered());
    }

    private synchronized void remember(Run made) {
        run = made;
        if (closed) {
            made.cancel();
        }
    }

    private static void forget(Thread onExit) {
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            // the process is on its way out, and the hook is what lets it wait for us
        }
    }

    /**
     * Cancels the run, if there is one, and waits until it is over. From any thread; does not wait
     * when a policy, listener or sink of the run itself calls it. Later calls do nothing.
     */
    @Override
    public void close() {
        Run current;
        synchronized (this) {
            closed = true;
            current = run;
        }
        if (current != null) {
            current.cancel();
            if (!current.ownsThisThread()) {
                Uninterrupted.wait(nobodyWaits::await);
            }
        }
    }

    /**
     * Stops waiting, for when somebody presses Ctrl-C a second time: cancels as {@link #close}
     * does, but does not wait, and has nobody else wait. What cannot be released at once stays, and
     * is told in the summary or, when the process ends before, left to {@link #resume}. From any
     * thread.
     */
    public void abandon() {
        Run current;
        synchronized (this) {
            closed = true;
            current = run;
        }
        nobodyWaits.countDown();
        if (current != null) {
            current.stopRetries();
            current.cancel();
        }
    }

    /** Collects the settings of an {@link Orchestrator}; {@link #build()} checks them. */
    public static final class Builder {

        private record Pool(ProvisionerFactory factory, int max) {}

        private final List<Pool> pools = new ArrayList<>();
        private final List<ResultSink> sinks = new ArrayList<>();
        private final List<RunListener> listeners = new ArrayList<>();
        private @Nullable TestExecutorFactory executor;
        private @Nullable ResultSink superseded;
        private @Nullable Path directory;
        private Applicable applicable = Applicable.byPlatform();
        private Comparator<TestRun> order = Order.standard();
        private Fitness fitness = Fitness.equal();
        private @Nullable NextTest nextTest;
        private RerunPolicy rerun = RerunPolicy.never();
        private RerunPlace rerunPlace = RerunPlace.LAST;
        private DestructivePolicy destructive = DestructivePolicy.failedOrTagged();
        private int spares;
        private int maxFailedSetups = 10;
        private int maxFailuresInARow = 3;
        private int maxInfraReruns = 2;
        private boolean flakyPasses = true;
        private Limits limits = Limits.standard();
        private Optional<Duration> deadline = Optional.empty();
        private Optional<Duration> holdFailed = Optional.empty();

        private Builder() {}

        /** Adds a factory of systems, one at a time. */
        public Builder provisioner(ProvisionerFactory factory) {
            return provisioner(factory, 1);
        }

        /** Adds a factory of systems, of which at most this many are held at once (ORC-03). */
        public Builder provisioner(ProvisionerFactory factory, int max) {
            Objects.requireNonNull(factory, "factory");
            if (max < 1) {
                throw new InvalidArgumentException("max is %d, expected 1 or more".formatted(max));
            }
            pools.add(new Pool(factory, max));
            return this;
        }

        /** How tests are run on a system; required. */
        public Builder executor(TestExecutorFactory factory) {
            executor = Objects.requireNonNull(factory, "executor");
            return this;
        }

        /** Adds a sink; it is opened and closed by the run. */
        public Builder sink(ResultSink sink) {
            sinks.add(Objects.requireNonNull(sink, "sink"));
            return this;
        }

        /** Where attempts that got a rerun go (ORC-13); without one they are dropped. */
        public Builder superseded(ResultSink sink) {
            superseded = Objects.requireNonNull(sink, "sink");
            return this;
        }

        /** Adds a listener. */
        public Builder listener(RunListener listener) {
            listeners.add(Objects.requireNonNull(listener, "listener"));
            return this;
        }

        /** The run directory (ORC-20); unless given, a temporary one that goes with the run. */
        public Builder directory(Path runDirectory) {
            directory = Objects.requireNonNull(runDirectory, "directory");
            return this;
        }

        /** Which tests may run on a system; {@link Applicable#byPlatform()} unless given. */
        public Builder applicable(Applicable policy) {
            applicable = Objects.requireNonNull(policy, "applicable");
            return this;
        }

        /** The order of the queue; {@link Order#standard()} unless given. */
        public Builder order(Comparator<TestRun> comparator) {
            order = Objects.requireNonNull(comparator, "order");
            return this;
        }

        /**
         * Orders the queue by what tests are expected to cost, learned from earlier runs; in place
         * of {@link #order}.
         *
         * @param runDirectories of runs with a journal
         * @throws IOException if a journal cannot be read
         */
        public Builder learnFrom(Path... runDirectories) throws IOException {
            return order(Order.expected(Durations.learnedFrom(runDirectories)));
        }

        /** How much a test should run on a system; the same for all unless given. */
        public Builder fitness(Fitness policy) {
            fitness = Objects.requireNonNull(policy, "fitness");
            return this;
        }

        /** Chooses the next test, in place of applicable and fitness. */
        public Builder nextTest(NextTest policy) {
            nextTest = Objects.requireNonNull(policy, "nextTest");
            return this;
        }

        /** Which tests run again; none unless given. */
        public Builder rerun(RerunPolicy policy) {
            rerun = Objects.requireNonNull(policy, "rerun");
            return this;
        }

        /** Where in the queue reruns go; to its end unless given (ORC-12). */
        public Builder rerunPlace(RerunPlace place) {
            rerunPlace = Objects.requireNonNull(place, "rerunPlace");
            return this;
        }

        /** What makes a system unfit for more; {@link DestructivePolicy#failedOrTagged()}. */
        public Builder destructive(DestructivePolicy policy) {
            destructive = Objects.requireNonNull(policy, "destructive");
            return this;
        }

        /** How many ready systems to keep for reruns; 0 unless given (ORC-16). */
        public Builder spares(int count) {
            spares = notNegative("spares", count);
            return this;
        }

        /** How many failed reservations and preparations are tried again; 10 (ORC-08). */
        public Builder maxFailedSetups(int count) {
            maxFailedSetups = notNegative("maxFailedSetups", count);
            return this;
        }

        /** After how many failures in a row a factory is put aside for others; 3 (ORC-08). */
        public Builder maxFailuresInARow(int count) {
            maxFailuresInARow = notNegative("maxFailuresInARow", count);
            return this;
        }

        /** How often a test runs again because its system was lost; 2 (ORC-12). */
        public Builder maxInfraReruns(int count) {
            maxInfraReruns = notNegative("maxInfraReruns", count);
            return this;
        }

        /**
         * What {@link RunSummary#passed()} makes of tests that failed and then passed: {@link
         * Verdict#PASSED}, as unless given, or {@link Verdict#FAILED}.
         *
         * @throws InvalidArgumentException if it is another verdict
         */
        public Builder flakyIs(Verdict verdict) {
            if (verdict != Verdict.PASSED && verdict != Verdict.FAILED) {
                throw new InvalidArgumentException(
                        "flakyIs is %s, expected passed or failed".formatted(verdict));
            }
            flakyPasses = verdict == Verdict.PASSED;
            return this;
        }

        /** How long a reservation may take; 1 h (RUN-15). */
        public Builder reserveLimit(Duration limit) {
            limits = limits.withReserve(limit);
            return this;
        }

        /** How long the preparation of a system may take; 1 h (RUN-15). */
        public Builder prepareLimit(Duration limit) {
            limits = limits.withPrepare(limit);
            return this;
        }

        /** How long the finish steps of a system may take; 10 min (RUN-15). */
        public Builder stopLimit(Duration limit) {
            limits = limits.withStop(limit);
            return this;
        }

        /** The pause after the first failure of a factory, doubled each time; 1 s (ORC-08). */
        Builder firstPause(Duration pause) {
            limits = limits.withFirstPause(pause);
            return this;
        }

        /**
         * How long the run may take, from the call of {@link Orchestrator#run} or {@link
         * Orchestrator#resume} on; no limit unless given. When that is over the run is cancelled:
         * running tests end, waiting ones are not run, every system is released.
         */
        public Builder deadline(Duration length) {
            deadline = Optional.of(length);
            return this;
        }

        /**
         * Keeps the system of each test that failed for good, for somebody to look at it: so long,
         * until {@link RunEvent.SystemHeld#hold} lets it go, or until the run is cancelled. It
         * takes no other test, and counts as one of its factory meanwhile. The run ends when all
         * are let go.
         */
        public Builder holdFailed(Duration atMost) {
            holdFailed = Optional.of(atMost);
            return this;
        }

        /** How often a failed release of a system is tried again, with growing pauses; 3. */
        public Builder releaseRetries(int count) {
            limits = limits.withReleaseRetries(notNegative("releaseRetries", count));
            return this;
        }

        private static int notNegative(String name, int count) {
            if (count < 0) {
                throw new InvalidArgumentException(
                        "%s is %d, expected 0 or more".formatted(name, count));
            }
            return count;
        }

        /**
         * Makes the orchestrator.
         *
         * @throws InvalidArgumentException if there is no provisioner or no executor
         */
        public Orchestrator build() {
            if (pools.isEmpty()) {
                throw new InvalidArgumentException("an orchestrator needs a provisioner");
            }
            if (executor == null) {
                throw new InvalidArgumentException("an orchestrator needs an executor");
            }
            return new Orchestrator(this);
        }

        /** What a journal says of this configuration. */
        private Map<String, String> facts() {
            StringJoiner systems = new StringJoiner(", ");
            pools.forEach(pool -> systems.add(Integer.toString(pool.max())));
            return Map.of(
                    PastRun.FACTORIES,
                    Integer.toString(pools.size()),
                    "systems",
                    systems.toString(),
                    "spares",
                    Integer.toString(spares));
        }

        Policies policies() {
            return new Policies(
                    applicable,
                    order,
                    fitness,
                    Optional.ofNullable(nextTest),
                    rerun,
                    rerunPlace,
                    destructive,
                    spares,
                    maxFailedSetups,
                    maxFailuresInARow,
                    maxInfraReruns,
                    flakyPasses);
        }
    }
}

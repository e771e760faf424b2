package org.atex.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.atex.core.journal.RunHistory;
import org.atex.core.learn.Durations;
import org.atex.core.orchestrate.Orchestrator;
import org.atex.core.orchestrate.RunSummary;
import org.atex.core.test.TestRun;
import org.atex.executor.SshTestExecutor;
import org.atex.fmf.DiscoveredTests;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code atex run}: runs tests on a pool of systems. */
@Command(
        name = "run",
        description = "Runs the tests of a tree on a pool of systems.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    @Spec private @Nullable CommandSpec spec;
    @Mixin private Selection selection = new Selection();
    @Mixin private RunOptions options = new RunOptions();

    @Option(
            names = "--systems",
            paramLabel = "KIND:WHICH",
            description = "local:NUMBER or hosts:FILE; may be repeated. Default: local:1")
    private List<String> systems = List.of("local:1");

    @Option(
            names = "--platform",
            paramLabel = "NAME",
            description = "What local systems, and so the results, are called.")
    private Optional<String> platform = Optional.empty();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Where results.jsonl and files/ go; must hold no results yet.")
    private Path out = Path.of(".");

    @Option(
            names = "--run-dir",
            paramLabel = "DIR",
            description =
                    "Where the journal of the run and what it has under way go."
                            + " Default: where the results go")
    private Optional<Path> runDirectory = Optional.empty();

    @Option(
            names = "--resume",
            description =
                    "Go on with a run whose process died; everything else is to be said as"
                            + " before.")
    private boolean resume;

    @Option(
            names = "--progress",
            paramLabel = "HOW",
            description =
                    "live: what runs, on a terminal; plain: only what has happened."
                            + " Default: live")
    private Shown progress = Shown.LIVE;

    /** How progress is shown. */
    enum Shown {
        LIVE,
        PLAIN;

        /** As people write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        options.check();
        List<Systems> pool = systems.stream().map(one -> Systems.parse(one, platform)).toList();
        try (DiscoveredTests found = selection.tests()) {
            return run(found.tests(), pool);
        }
    }

    private int run(List<TestRun> tests, List<Systems> pool)
            throws IOException, InterruptedException {
        Durations durations = options.durations();
        Optional<RunHistory> before =
                resume ? Optional.of(new RunJournal(directory()).read()) : Optional.empty();
        ResultsDirectory results =
                resume ? ResultsDirectory.existing(out) : ResultsDirectory.create(out);
        SummaryOfTests table = new SummaryOfTests(before);
        Ended ended;
        try (Progress shown = Progress.on(screen(), new LiveRun(durations, System::nanoTime))) {
            Orchestrator.Builder builder = builder(pool, results, durations);
            ended = run(tests, builder.listener(shown).listener(table).build());
        }
        tell(ended.summary, table);
        if (before.flatMap(RunHistory::ended).isPresent()) {
            tellThatItHadEnded(ended.summary);
        }
        return ended.signal.isPresent() ? ended.signal.getAsInt() : exitCode(ended.summary);
    }

    private static int exitCode(RunSummary summary) {
        summary.failure()
                .ifPresent(
                        why -> {
                            throw why;
                        });
        return ExitCodes.of(summary);
    }

    private Screen screen() {
        return progress == Shown.LIVE ? Screen.standard(writer()) : Screen.plain(writer());
    }

    private Orchestrator.Builder builder(
            List<Systems> pool, ResultsDirectory results, Durations durations) {
        Orchestrator.Builder run =
                Orchestrator.builder()
                        .executor(new TryNumber(SshTestExecutor.factory()))
                        .directory(directory())
                        .sink(results.sink())
                        .maxFailedSetups(pool.stream().mapToInt(Systems::count).sum());
        options.addTo(run, durations);
        if (options.reruns > 0) {
            run.superseded(results.supersededSink());
        }
        pool.forEach(each -> each.addTo(run));
        return run;
    }

    private Path directory() {
        return runDirectory.orElse(out);
    }

    private record Ended(RunSummary summary, OptionalInt signal) {}

    private Ended run(List<TestRun> tests, Orchestrator run)
            throws IOException, InterruptedException {
        try (StopSignals signals = StopSignals.stopping(run)) {
            RunSummary summary = resume ? run.resume(directory(), tests) : run.run(tests);
            return new Ended(summary, signals.exitCode());
        }
    }

    private void tell(RunSummary summary, SummaryOfTests table) throws IOException {
        PrintWriter writer = writer();
        writer.println();
        table.printTo(writer, summary);
        writer.println("results: " + Visible.of(out.toString()));
        writer.flush();
    }

    private void tellThatItHadEnded(RunSummary summary) {
        long silent = ExitCodes.silent(summary);
        String rest = "; for the %d without a result choose them by --name, and another --out";
        PrintWriter writer = writer();
        writer.print("the run had ended before, and nothing was run");
        writer.println(silent == 0 ? "" : rest.formatted(silent));
        writer.flush();
    }

    private PrintWriter writer() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }
}

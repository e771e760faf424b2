package org.atex.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.atex.core.InvalidArgumentException;
import org.atex.core.orchestrate.Orchestrator;
import org.atex.core.orchestrate.RerunPolicy;
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
            names = "--reruns",
            paramLabel = "N",
            description = "How often a failed test runs again at most. Default: 0")
    private int reruns;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Where results.jsonl and files/ go; must hold no results yet.")
    private Path out = Path.of(".");

    @Option(
            names = "--reserve-limit",
            paramLabel = "SECONDS",
            description = "How long to wait for a system to answer. Default: 60")
    private int reserveLimit = 60;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (reruns < 0) {
            throw new InvalidArgumentException("--reruns %d: expected 0 or more".formatted(reruns));
        }
        List<Systems> pool = systems.stream().map(one -> Systems.parse(one, platform)).toList();
        DiscoveredTests found = selection.tests();
        CleanExit exit = CleanExit.untilDone();
        try (found) {
            return tell(run(found.tests(), pool, ResultsDirectory.create(out)));
        } finally {
            exit.done();
        }
    }

    private Told run(List<TestRun> tests, List<Systems> pool, ResultsDirectory results)
            throws IOException, InterruptedException {
        SummaryOfTests table = new SummaryOfTests();
        try (Progress progress = Progress.on(Screen.standard(writer()))) {
            Orchestrator.Builder run =
                    Orchestrator.builder()
                            .executor(new TryNumber(SshTestExecutor.factory()))
                            .directory(results.path())
                            .sink(results.sink())
                            .rerun(RerunPolicy.failedUpTo(reruns))
                            .reserveLimit(Duration.ofSeconds(reserveLimit))
                            .maxFailedSetups(pool.stream().mapToInt(Systems::count).sum())
                            .listener(progress)
                            .listener(table);
            if (reruns > 0) {
                run.superseded(results.supersededSink());
            }
            pool.forEach(each -> each.addTo(run));
            return new Told(run.build().run(tests), table);
        }
    }

    private record Told(RunSummary summary, SummaryOfTests table) {}

    private int tell(Told told) throws IOException {
        PrintWriter writer = writer();
        writer.println();
        told.table.printTo(writer);
        writer.println("results: " + Visible.of(out.toString()));
        writer.flush();
        told.summary
                .failure()
                .ifPresent(
                        why -> {
                            throw why;
                        });
        return ExitCodes.of(told.summary);
    }

    private PrintWriter writer() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }
}

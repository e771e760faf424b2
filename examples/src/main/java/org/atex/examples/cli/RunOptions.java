package org.atex.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.atex.core.InvalidArgumentException;
import org.atex.core.learn.Durations;
import org.atex.core.orchestrate.Orchestrator;
import org.atex.core.orchestrate.Order;
import org.atex.core.orchestrate.RerunPlace;
import org.atex.core.orchestrate.RerunPolicy;
import picocli.CommandLine.Option;

/** How a run goes: the options that are settings of the Orchestrator. */
final class RunOptions {

    @Option(
            names = "--reruns",
            paramLabel = "N",
            description = "How often a failed test runs again at most. Default: 0")
    int reruns;

    @Option(
            names = "--reserve-limit",
            paramLabel = "SECONDS",
            description = "How long to wait for a system to answer. Default: 60")
    private int reserveLimit = 60;

    @Option(
            names = "--deadline",
            paramLabel = "TIME",
            description =
                    "How long all may take, like 2h30m; then the run is cancelled and keeps what"
                            + " it has.")
    private Optional<String> deadline = Optional.empty();

    @Option(
            names = "--hold-failed",
            paramLabel = "TIME",
            description =
                    "Keep the system of each failed test so long, like 30m, and say how to log"
                            + " in. Ctrl-C lets all go.")
    private Optional<String> holdFailed = Optional.empty();

    @Option(
            names = "--learn",
            paramLabel = "DIR",
            description =
                    "An earlier run, to learn from how long tests take: the costliest go first."
                            + " May be repeated.")
    private List<Path> learn = List.of();

    /** Complains of what cannot be. */
    void check() {
        if (reruns < 0) {
            throw new InvalidArgumentException("--reruns %d: expected 0 or more".formatted(reruns));
        }
        deadline();
        holdFailed();
    }

    private Optional<Duration> deadline() {
        return deadline.map(text -> Spans.parse("--deadline", text));
    }

    private Optional<Duration> holdFailed() {
        return holdFailed.map(text -> Spans.parse("--hold-failed", text));
    }

    /** What the earlier runs say. */
    Durations durations() throws IOException {
        return Durations.learnedFrom(learn.toArray(Path[]::new));
    }

    void addTo(Orchestrator.Builder run, Durations durations) {
        run.rerun(RerunPolicy.failedUpTo(reruns)).reserveLimit(Duration.ofSeconds(reserveLimit));
        deadline().ifPresent(run::deadline);
        holdFailed().ifPresent(run::holdFailed);
        if (!learn.isEmpty()) {
            run.order(Order.expected(durations)).rerunPlace(RerunPlace.IN_ORDER);
        }
    }
}

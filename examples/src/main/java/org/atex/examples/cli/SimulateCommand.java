package org.atex.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.atex.core.InvalidArgumentException;
import org.atex.core.learn.Durations;
import org.atex.core.learn.PastAttempt;
import org.atex.core.orchestrate.Order;
import org.atex.core.orchestrate.RerunPlace;
import org.atex.core.orchestrate.RerunPolicy;
import org.atex.core.orchestrate.Simulation;
import org.atex.core.orchestrate.SimulationResult;
import org.atex.core.test.TestRun;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code atex simulate}: what a run would take on other systems, in virtual time. */
@Command(
        name = "simulate",
        description =
                "Says how long a run would take on so many systems: an earlier run once more, or"
                        + " tests of which is known how long they take.",
        mixinStandardHelpOptions = true)
final class SimulateCommand implements Callable<Integer> {

    @Spec private @Nullable CommandSpec spec;

    @Parameters(
            paramLabel = "RUN_DIR",
            arity = "0..1",
            description = "The directory of an earlier run, with its journal.")
    private Optional<Path> run = Optional.empty();

    @Option(
            names = "--durations",
            paramLabel = "FILE",
            description =
                    "In place of a run: lines of a time, like 90 or 1m30s, and the name of a test.")
    private Optional<Path> durations = Optional.empty();

    @Option(
            names = "--systems",
            paramLabel = "N",
            split = ",",
            required = true,
            description = "How many systems there are at most, of each platform: 4,8,16")
    private List<Integer> systems = List.of();

    @Option(
            names = "--order",
            paramLabel = "ORDER",
            description =
                    "longest: by the limit of each test; expected: by what its attempts took;"
                            + " given. Default: longest")
    private By order = By.LONGEST;

    @Option(
            names = "--spares",
            paramLabel = "N",
            description = "How many systems are kept ready for reruns. Default: 0")
    private int spares;

    @Option(
            names = "--reruns",
            paramLabel = "N",
            description = "How often a failed test runs again at most. Default: 0")
    private int reruns;

    @Option(
            names = "--reserve-time",
            paramLabel = "TIME",
            description = "How long the reservation of a system takes. Default: no time")
    private Optional<String> reserveTime = Optional.empty();

    /** Which tests go first. */
    enum By {
        LONGEST,
        EXPECTED,
        GIVEN;

        /** As people write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }

        Comparator<TestRun> comparator(Durations learned) {
            return switch (this) {
                case LONGEST -> Order.standard();
                case EXPECTED -> Order.expected(learned);
                case GIVEN -> Order.inOrder();
            };
        }
    }

    @Override
    public Integer call() throws IOException {
        if (run.isPresent() == durations.isPresent()) {
            throw new InvalidArgumentException("expected either RUN_DIR or --durations FILE");
        }
        if (reruns < 0) {
            throw new InvalidArgumentException("--reruns %d: expected 0 or more".formatted(reruns));
        }
        List<PastAttempt> attempts = run.isPresent() ? PastAttempt.in(run.get()) : List.of();
        SimulationTable table = new SimulationTable();
        for (int count : systems) {
            table.add(count, simulate(attempts, count));
        }
        PrintWriter writer = Objects.requireNonNull(spec).commandLine().getOut();
        table.printTo(writer);
        writer.flush();
        return ExitCodes.PASSED;
    }

    private SimulationResult simulate(List<PastAttempt> attempts, int count) throws IOException {
        Durations learned = Durations.learnedFrom(attempts);
        Simulation simulation =
                durations.isPresent()
                        ? Simulation.of(DurationsFile.read(durations.get()), learned)
                        : Simulation.replaying(attempts);
        reserveTime
                .map(text -> Spans.parse("--reserve-time", text))
                .ifPresent(simulation::reserveTime);
        return simulation
                .systems(count)
                .order(order.comparator(learned))
                .rerunPlace(order == By.EXPECTED ? RerunPlace.IN_ORDER : RerunPlace.LAST)
                .rerun(RerunPolicy.failedUpTo(reruns))
                .spares(spares)
                .run();
    }
}

package org.atex.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.atex.core.journal.RunHistory;
import org.atex.report.files.ResultRows;
import org.atex.report.jsonl.JsonLinesReader;
import org.atex.report.junit.JUnitXmlReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code atex report}: how a run is or was, and its results in another format. */
@Command(
        name = "report",
        description =
                "Prints what has become of each test of a run, or writes its results as JUnit XML."
                        + " At any time: after its end, while it goes on, or when it was killed.",
        mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {

    @Spec private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "What was the --out of a run.")
    private Path directory = Path.of(".");

    @Option(
            names = "--run-dir",
            paramLabel = "DIR",
            description = "What was the --run-dir of the run, if it had one.")
    private Optional<Path> runDirectory = Optional.empty();

    @Option(
            names = "--junit",
            paramLabel = "FILE",
            description =
                    "Write this file instead; one that is there is replaced. Without the journal"
                            + " of the run there are no durations in it.")
    private Optional<Path> junit = Optional.empty();

    @Override
    public Integer call() throws IOException {
        if (junit.isPresent()) {
            writeJUnit(junit.get());
        } else {
            print(journal().read());
        }
        return ExitCodes.PASSED;
    }

    private RunJournal journal() {
        return new RunJournal(runDirectory.orElse(directory));
    }

    private void writeJUnit(Path target) throws IOException {
        try (ResultRows rows = JsonLinesReader.open(ResultsDirectory.resultsOf(directory))) {
            if (journal().isThere()) {
                Path files = ResultsDirectory.filesOf(directory);
                JUnitXmlReport.write(rows, journal().read(), files, target);
            } else {
                JUnitXmlReport.write(rows, target);
            }
        }
    }

    private void print(RunHistory history) throws IOException {
        PrintWriter writer = Objects.requireNonNull(spec).commandLine().getOut();
        new HistoryTable(history, Instant.now()).printTo(writer);
        writer.flush();
    }
}

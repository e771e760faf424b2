package org.atex.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.atex.report.files.ResultRows;
import org.atex.report.jsonl.JsonLinesReader;
import org.atex.report.junit.JUnitXmlReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atex report}: the results of a finished run in another format. */
@Command(
        name = "report",
        description = "Writes the results of a finished run as JUnit XML.",
        mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", description = "What was the --out of a run.")
    private Path directory = Path.of(".");

    @Option(
            names = "--junit",
            paramLabel = "FILE",
            required = true,
            description = "The file to write; one that is there is replaced.")
    private Path junit = Path.of("junit.xml");

    @Override
    public Integer call() throws IOException {
        try (ResultRows rows = JsonLinesReader.open(ResultsDirectory.resultsOf(directory))) {
            JUnitXmlReport.write(rows, junit);
        }
        return ExitCodes.PASSED;
    }
}

package org.atex.report.junit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atex.core.journal.RunHistory;
import org.atex.core.result.TestResult;
import org.atex.report.files.ResultRow;
import org.atex.report.files.ResultRows;

/** Writes the results of a run as JUnit XML, when it has ended or before. */
public final class JUnitXmlReport {

    private JUnitXmlReport() {}

    /**
     * Writes all rows; a file that is there is replaced when the new one is whole. Durations, and
     * what ended a test if not itself, are not known.
     *
     * <pre>{@code
     * try (ResultRows rows = JsonLinesReader.open(Path.of("out/results.jsonl"))) {
     *     JUnitXmlReport.write(rows, Path.of("junit.xml"));
     * }
     * }</pre>
     *
     * @throws IOException if rows cannot be read or the file cannot be written
     */
    public static void write(ResultRows rows, Path target) throws IOException {
        try (Suites suites = Suites.of(target)) {
            for (Optional<ResultRow> next = rows.next(); next.isPresent(); next = rows.next()) {
                ResultRow row = next.get();
                suites.add(row.platform(), cases -> cases.add(testCase(row)));
            }
            suites.write();
        }
    }

    private static TestCase testCase(ResultRow row) {
        return AttemptCases.plain(row.test(), resultOf(row));
    }

    static TestResult resultOf(ResultRow row) {
        return new TestResult(row.status(), row.subtest(), row.note(), row.files(), Map.of());
    }

    /**
     * Writes what {@link JUnitXmlSink} would have written of the same run: with the verdicts and
     * durations that its journal knows. A file that is there is replaced when the new one is whole.
     *
     * @param rows of the run; the rows of a test stay together
     * @param run what its journal says
     * @param files the directory of the uploaded files, beside the rows
     * @throws IOException if rows cannot be read or the file cannot be written
     */
    public static void write(ResultRows rows, RunHistory run, Path files, Path target)
            throws IOException {
        Outcomes outcomes = Outcomes.of(run);
        try (Suites suites = Suites.of(target)) {
            RowGroups groups = new RowGroups(rows);
            for (List<String> place = groups.next(); !place.isEmpty(); place = groups.next()) {
                String platform = place.get(0);
                suites.add(platform, outcomes.casesOf(platform, place.get(1), groups, files));
            }
            suites.write();
        }
    }
}

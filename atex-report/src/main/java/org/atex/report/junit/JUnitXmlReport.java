package org.atex.report.junit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atex.core.result.TestResult;
import org.atex.report.files.ResultRow;
import org.atex.report.files.ResultRows;

/** Writes the results of a finished run as JUnit XML. Durations are not known any more. */
public final class JUnitXmlReport {

    private JUnitXmlReport() {}

    /**
     * Writes all rows; a file that is there is replaced when the new one is whole.
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
        TestResult result =
                new TestResult(row.status(), row.subtest(), row.note(), List.of(), Map.of());
        return AttemptCases.plain(row.test(), result);
    }
}

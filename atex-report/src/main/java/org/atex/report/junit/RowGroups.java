package org.atex.report.junit;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.atex.report.files.Artifacts;
import org.atex.report.files.ResultRow;
import org.atex.report.files.ResultRows;

/** Rows, those of one test at a time. */
final class RowGroups implements AttemptCases.Results {

    private final ResultRows rows;
    private Optional<ResultRow> first = Optional.empty();
    private boolean begun;

    RowGroups(ResultRows rows) {
        this.rows = rows;
    }

    /** Platform and name of the next test; empty at the end. */
    List<String> next() throws IOException {
        if (!begun) {
            first = rows.next();
            begun = true;
        }
        return first.map(row -> List.of(row.platform(), row.test())).orElse(List.of());
    }

    /** Gives the results of this test; to be called once after {@link #next}. */
    @Override
    public void read(Artifacts.Reader reader) throws IOException {
        Optional<ResultRow> group = first;
        while (first.isPresent() && ofOneTest(first.get(), group.orElseThrow())) {
            reader.take(JUnitXmlReport.resultOf(first.get()));
            first = rows.next();
        }
    }

    private static boolean ofOneTest(ResultRow one, ResultRow other) {
        return one.platform().equals(other.platform()) && one.test().equals(other.test());
    }
}

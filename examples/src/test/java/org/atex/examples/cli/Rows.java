package org.atex.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atex.report.files.ResultRow;
import org.atex.report.files.ResultRows;
import org.atex.report.jsonl.JsonLinesReader;

/** The rows of a results file, in an order of their own. */
final class Rows {

    private Rows() {}

    static List<String> of(Path resultsFile) throws IOException {
        List<String> all = new ArrayList<>();
        try (ResultRows rows = JsonLinesReader.open(resultsFile)) {
            for (Optional<ResultRow> row = rows.next(); row.isPresent(); row = rows.next()) {
                all.add(row.get().toString());
            }
        }
        all.sort(null);
        return all;
    }
}

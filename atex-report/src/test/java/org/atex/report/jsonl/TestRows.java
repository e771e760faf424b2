package org.atex.report.jsonl;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atex.report.files.ResultRow;

/** All rows of a file. */
final class TestRows {

    private TestRows() {}

    static List<ResultRow> of(Path file) throws IOException {
        List<ResultRow> rows = new ArrayList<>();
        try (JsonLinesReader reader = JsonLinesReader.open(file)) {
            for (Optional<ResultRow> row = reader.next(); row.isPresent(); row = reader.next()) {
                rows.add(row.get());
            }
        }
        return rows;
    }
}

package org.atex.report.jsonl;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atex.core.contract.ResultSinkContract;
import org.atex.core.result.ResultSink;
import org.atex.core.result.Status;
import org.atex.report.files.ResultRow;

class JsonLinesSinkContractTest extends ResultSinkContract {

    @Override
    protected ResultSink newSink(Path directory) {
        return JsonLinesSink.to(directory.resolve("results.jsonl"));
    }

    @Override
    protected List<Shown> shown(Path directory) throws IOException {
        List<Shown> shown = new ArrayList<>();
        try (JsonLinesReader reader = JsonLinesReader.open(directory.resolve("results.jsonl"))) {
            for (Optional<ResultRow> row = reader.next(); row.isPresent(); row = reader.next()) {
                row.filter(own -> own.subtest().isEmpty()).map(this::shown).ifPresent(shown::add);
            }
        }
        return shown;
    }

    private Shown shown(ResultRow row) {
        return new Shown(row.platform(), row.test(), row.status().map(Status::word).orElse(""));
    }
}

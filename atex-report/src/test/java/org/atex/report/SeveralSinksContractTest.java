package org.atex.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atex.core.contract.ResultSinkContract;
import org.atex.core.result.ResultSink;
import org.atex.core.result.Status;
import org.atex.report.console.ConsoleSink;
import org.atex.report.files.ResultRow;
import org.atex.report.jsonl.JsonLinesReader;
import org.atex.report.jsonl.JsonLinesSink;
import org.atex.report.junit.JUnitXmlSink;

/** All formats at once, each file of lines in turn taken for what is shown. */
class SeveralSinksContractTest extends ResultSinkContract {

    @Override
    protected ResultSink newSink(Path directory) {
        return ResultSink.all(
                ConsoleSink.to(new StringBuilder()),
                JsonLinesSink.to(directory.resolve("copy/results.jsonl")),
                JsonLinesSink.to(directory.resolve("original/results.jsonl")),
                JUnitXmlSink.to(directory.resolve("junit.xml")));
    }

    @Override
    protected List<Shown> shown(Path directory) throws IOException {
        List<Shown> copy = shownIn(directory.resolve("copy/results.jsonl"));
        List<Shown> original = shownIn(directory.resolve("original/results.jsonl"));
        if (!copy.equals(original)) {
            throw new AssertionError("copy: %s, original: %s".formatted(copy, original));
        }
        return original;
    }

    private static List<Shown> shownIn(Path lines) throws IOException {
        List<Shown> shown = new ArrayList<>();
        try (JsonLinesReader reader = JsonLinesReader.open(lines)) {
            for (Optional<ResultRow> row = reader.next(); row.isPresent(); row = reader.next()) {
                row.filter(own -> own.subtest().isEmpty())
                        .map(SeveralSinksContractTest::toShown)
                        .ifPresent(shown::add);
            }
        }
        return shown;
    }

    private static Shown toShown(ResultRow row) {
        return new Shown(row.platform(), row.test(), row.status().map(Status::word).orElse(""));
    }
}

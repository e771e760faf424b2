package org.atex.report;

import java.nio.file.Path;
import java.util.function.Function;
import org.atex.core.result.ResultSink;
import org.atex.report.jsonl.JsonLinesSink;
import org.atex.report.junit.JUnitXmlSink;
import org.atex.report.yaml.YamlSink;

/** The sinks that go on when their process was killed (AGG-15, AGG-16). */
enum SinkKind {
    LINES(JsonLinesSink::to),
    GZIP(target -> JsonLinesSink.builder(target).gzip().build()),
    GZIP_WITHOUT_SUFFIX(
            target -> JsonLinesSink.builder(target).gzip().compressedFilesSuffix("").build()),
    XZ(target -> JsonLinesSink.builder(target).xz().build()),
    YAML(YamlSink::to),
    JUNIT(JUnitXmlSink::to);

    private final Function<Path, ResultSink> sinks;

    SinkKind(Function<Path, ResultSink> sinks) {
        this.sinks = sinks;
    }

    /** One that writes {@code target} in this directory. */
    ResultSink in(Path directory) {
        return sinks.apply(directory.resolve("target"));
    }
}

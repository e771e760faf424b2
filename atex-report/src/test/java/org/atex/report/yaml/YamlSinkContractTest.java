package org.atex.report.yaml;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.atex.core.contract.ResultSinkContract;
import org.atex.core.result.ResultSink;

class YamlSinkContractTest extends ResultSinkContract {

    @Override
    protected ResultSink newSink(Path directory) {
        return YamlSink.to(directory.resolve("results.yaml"));
    }

    @Override
    protected List<Shown> shown(Path directory) throws IOException {
        return YamlDocuments.of(directory.resolve("results.yaml")).stream()
                .map(YamlSinkContractTest::shown)
                .toList();
    }

    private static Shown shown(Map<String, Object> document) {
        return new Shown(
                text(document, "platform"), text(document, "name"), text(document, "status"));
    }

    private static String text(Map<String, Object> document, String key) {
        return String.valueOf(document.get(key));
    }
}

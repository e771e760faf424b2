package org.atex.report.yaml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** All documents of a file, as a YAML parser reads them. */
final class YamlDocuments {

    private YamlDocuments() {}

    static List<Map<String, Object>> of(Path file) throws IOException {
        LoadSettings settings =
                LoadSettings.builder()
                        .setSchema(new CoreSchema())
                        .setCodePointLimit(Integer.MAX_VALUE)
                        .build();
        List<Map<String, Object>> documents = new ArrayList<>();
        for (Object document : new Load(settings).loadAllFromString(Files.readString(file))) {
            documents.add(asMap(document));
        }
        return documents;
    }

    @SuppressWarnings("unchecked") // documents of the sink are maps
    private static Map<String, Object> asMap(Object document) {
        return (Map<String, Object>) document;
    }
}

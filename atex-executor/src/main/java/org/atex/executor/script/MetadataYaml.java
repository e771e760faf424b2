package org.atex.executor.script;

import java.time.temporal.TemporalAccessor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.atex.core.test.TestRun;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.NonPrintableStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.representer.StandardRepresenter;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** The file {@code metadata.yaml} of a test (RUN-02). */
final class MetadataYaml {

    private static final DumpSettings SETTINGS =
            DumpSettings.builder()
                    .setSchema(new CoreSchema())
                    .setDefaultFlowStyle(FlowStyle.BLOCK)
                    .setDereferenceAliases(true)
                    .setNonPrintableStyle(NonPrintableStyle.ESCAPE)
                    .setWidth(4096)
                    .build();

    private MetadataYaml() {}

    static String of(TestRun test) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("name", test.name());
        test.metadata().forEach(all::putIfAbsent);
        return new Dump(SETTINGS, new WithTimes()).dumpToString(all);
    }

    /** Dates and times as YAML writes them, without quotes. */
    private static final class WithTimes extends StandardRepresenter {
        WithTimes() {
            super(SETTINGS);
            parentClassRepresenters.put(
                    TemporalAccessor.class,
                    time ->
                            new ScalarNode(
                                    new Tag("tag:yaml.org,2002:timestamp"),
                                    true,
                                    time.toString(),
                                    ScalarStyle.PLAIN,
                                    java.util.Optional.empty(),
                                    java.util.Optional.empty()));
        }
    }
}

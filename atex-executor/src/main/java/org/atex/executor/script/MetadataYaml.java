package org.atex.executor.script;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.atex.core.test.TestRun;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.NonPrintableStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.representer.StandardRepresenter;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** The file {@code metadata.yaml} of a test (RUN-02), for parsers of YAML 1.1 and 1.2. */
final class MetadataYaml {

    private static final Tag TIME = new Tag("tag:yaml.org,2002:timestamp");
    private static final Tag MORE_THAN_TEXT = new Tag("tag:yaml.org,2002:value");

    private static final Pattern TIMES =
            Pattern.compile("\\d{4}-\\d{1,2}-\\d{1,2}([Tt]|\\s+|$)[\\d:.]*\\s*(Z|[-+][\\d:]+)?");

    /** Numbers and truth values that only YAML 1.1 knows, and what it does more with. */
    private static final Pattern OF_OLD =
            Pattern.compile(
                    """
                    (?ix) y | n | yes | no | on | off | = | <<
                    | [-+]? 0 [bx] [0-9a-f_]+
                    | [-+]? [0-9] [0-9_]* (\\. [0-9_]*)? (e [-+]? [0-9]+)?
                    | [-+]? \\. [0-9_]+ (e [-+]? [0-9]+)?
                    | [-+]? [0-9] [0-9_]* (: [0-5]? [0-9])+ (\\. [0-9_]*)?
                    """);

    private static final DumpSettings SETTINGS =
            DumpSettings.builder()
                    .setSchema(new BothVersions())
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

    /** Texts that one of the versions takes for something else get quotes. */
    private static final class BothVersions extends CoreSchema {
        @Override
        public ScalarResolver getScalarResolver() {
            ScalarResolver core = super.getScalarResolver();
            return (text, plain) -> {
                Tag tag = core.resolve(text, plain);
                if (!plain || !tag.equals(Tag.STR)) {
                    return tag;
                }
                if (TIMES.matcher(text).matches()) {
                    return TIME;
                }
                return OF_OLD.matcher(text).matches() ? MORE_THAN_TEXT : tag;
            };
        }
    }

    /** Dates and times as YAML writes them, without quotes. */
    private static final class WithTimes extends StandardRepresenter {
        WithTimes() {
            super(SETTINGS);
            parentClassRepresenters.put(
                    TemporalAccessor.class,
                    time ->
                            new ScalarNode(
                                    TIME,
                                    true,
                                    text(time),
                                    ScalarStyle.PLAIN,
                                    Optional.empty(),
                                    Optional.empty()));
        }

        /** Seconds are never left out. */
        private static String text(Object time) {
            return time instanceof LocalDateTime both
                    ? DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(both)
                    : time.toString();
        }
    }
}

package org.atex.executor.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.atex.core.test.TestRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The metadata that a test finds on its system. */
class MetadataYamlTest {

    private static String written(Object value) {
        return MetadataYaml.of(TestRun.named("/a", "true").metadata(Map.of("key", value)).build());
    }

    // RUN-02
    @ParameterizedTest
    @ValueSource(
            strings = {
                "yes",
                "No",
                "ON",
                "off",
                "y",
                "1_000",
                "0b11",
                "0o7",
                "0x1f",
                "010",
                "1:30",
                "190:20:30.15",
                "1_0.5",
                "1e3",
                ".5",
                "+.5e+3",
                "2026-01-31",
                "2026-1-3 10:20:30",
                "2026-01-31T10:20:30Z",
                "=",
                "<<",
                "true",
                "~",
                ".inf",
                ".NaN",
                "-7"
            })
    void textThatSomeParsersTakeForSomethingElseIsQuoted(String text) {
        assertThat(written(text)).isEqualTo("name: /a\nkey: '%s'\n", text);
        assertThat(written(List.of(text))).endsWith("- '%s'\n".formatted(text));
        assertThat(written(Map.of(text, 1))).endsWith("'%s': 1\n".formatted(text));
    }

    // RUN-02
    @ParameterizedTest
    @ValueSource(strings = {"a b", "1.2.3", "5m", "9-stream", "yes, it is", "one:two", "1h 30m"})
    void otherTextIsAsItWas(String text) {
        assertThat(written(text)).isEqualTo("name: /a\nkey: %s\n", text);
    }

    // RUN-02
    @Test
    void otherValuesAreNotQuoted() {
        LocalDate day = LocalDate.of(2026, 1, 31);

        assertThat(
                        written(
                                List.of(
                                        true,
                                        7,
                                        0.5,
                                        day,
                                        day.atTime(10, 20),
                                        day.atTime(1, 2, 3, 4000))))
                .endsWith(
                        """
                        - true
                        - 7
                        - 0.5
                        - 2026-01-31
                        - 2026-01-31T10:20:00
                        - 2026-01-31T01:02:03.000004
                        """);
    }
}

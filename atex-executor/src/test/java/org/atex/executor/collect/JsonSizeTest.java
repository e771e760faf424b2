package org.atex.executor.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the limit of open results counts is what is written of them. */
class JsonSizeTest {

    static Stream<String> texts() {
        return Stream.of(
                "",
                "plain",
                "\u0000\u0001\u001f",
                "\"\\\n\r\t\b\f/",
                "\u007f\u0080\u07ff\u0800\uffff",
                "\ud83d\ude00 pair",
                "\ud83d lone \ude00",
                "\ud83d\ud83d\ude00\ude00");
    }

    // LIM-05
    @ParameterizedTest
    @MethodSource("texts")
    void ofATextIsWhatIsWritten(String text) {
        assertThat(JsonSize.of(text)).isEqualTo(written(text));
    }

    // LIM-05
    @Test
    void ofOthersIsNearTheSame() {
        Map<String, Object> value =
                Map.of("\u0001".repeat(1000), List.of(true, "x".repeat(1000)), "o", Map.of());

        assertThat(JsonSize.of(value)).isBetween(written(value) - 20L, written(value) + 20L);
    }

    private static long written(Object value) {
        JsonWriter writer = new JsonWriter();
        writer.value(value);
        return writer.written().remaining();
    }
}

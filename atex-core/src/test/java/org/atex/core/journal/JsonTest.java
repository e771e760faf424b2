package org.atex.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void allKindsOfValuesAreRead() {
        Map<String, Object> read =
                JsonParser.object(
                        " {\"a\" : [1, -0, 2.50, 1e3, true, false, null],\"b\":{ } ,\"\":[ ]}\r\n");

        assertThat(read.get("a"))
                .isEqualTo(
                        Arrays.asList(
                                1L,
                                0L,
                                new BigDecimal("2.50"),
                                new BigDecimal("1e3"),
                                true,
                                false,
                                null));
        assertThat(read).containsEntry("b", Map.of()).containsEntry("", List.of());
    }

    @Test
    void numbersTooLargeForALongStayExact() {
        assertThat(JsonParser.object("{\"a\":9223372036854775808}"))
                .containsEntry("a", new BigDecimal("9223372036854775808"));
    }

    @Test
    void escapesAreRead() {
        assertThat(
                        JsonParser.object(
                                "{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4\\uD83D\\ude00x\"}"))
                .containsEntry("a", "\"\\/\b\f\n\r\t\u00e4\ud83d\ude00x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "1",
                "\"a\"",
                "null",
                "{",
                "{}x",
                "{}{}",
                "{a:1}",
                "{'a':1}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{,}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":[1,]}",
                "{\"a\":[1 2]}",
                "{\"a\":[,1]}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":1.}",
                "{\"a\":1e}",
                "{\"a\":1e+}",
                "{\"a\":-}",
                "{\"a\":--1}",
                "{\"a\":0x10}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":1e99999999999}",
                "{\"a\":tru}",
                "{\"a\":True}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"\\u\u0661234\"}",
                "{\"a\":\"",
                "{\"a\":\"\\",
                "{\"a\":1}\u0000",
                "\ufeff{}",
                "{\"a\":1/**/}"
            })
    void whatIsNoJsonObjectIsRefused(String text) {
        assertThatThrownBy(() -> JsonParser.object(text)).isInstanceOf(JournalException.class);
    }

    @Test
    void nestingAndNumbersAreLimited() {
        assertThatThrownBy(() -> JsonParser.object("{\"a\":" + "[".repeat(100_000)))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("too deeply");
        assertThatThrownBy(() -> JsonParser.object("{\"a\":" + "1".repeat(100_000) + "}"))
                .isInstanceOf(JournalException.class);
    }

    @Test
    void anyTextIsReadAsItWasWritten() {
        Random random = new Random(4711);
        for (int i = 0; i < 2000; i++) {
            String text = text(random);
            Map<String, String> map = new LinkedHashMap<>(Map.of(text, text(random)));

            StringBuilder lines = new StringBuilder("{}\n");
            int length = new JsonWriter(lines).text("a", text).texts("b", map).number("c", i).end();
            String line = lines.substring(3);

            assertThat(length).isEqualTo(line.length());
            assertThat(line.substring(0, line.length() - 1)).doesNotContain("\n");
            assertThat(JsonParser.object(line))
                    .containsEntry("a", text)
                    .containsEntry("b", map)
                    .containsEntry("c", (long) i);
        }
    }

    /** Any characters, halves of surrogate pairs among them. */
    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(12);
        for (int i = 0; i < length; i++) {
            text.append(
                    switch (random.nextInt(4)) {
                        case 0 -> (char) random.nextInt(0x80);
                        case 1 -> (char) (0xd800 + random.nextInt(0x800));
                        case 2 -> "\"\\\n\u2028".charAt(random.nextInt(4));
                        default -> (char) random.nextInt(0x10000);
                    });
        }
        return text.toString();
    }

    @Test
    void noTextCrashesTheParser() {
        Random random = new Random(815);
        String sound = "{\"a\":[1,-2.5e3,{\"b\":\"\\u00e4\\n\"},true,false,null],\"c\":\"d\"}";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(sound);
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                int at = random.nextInt(text.length());
                text.setCharAt(at, (char) (random.nextInt(96) + 32));
            }
            try {
                JsonParser.object(text.toString());
            } catch (JournalException e) {
                assertThat(e.getMessage()).contains("at character");
            }
        }
    }
}

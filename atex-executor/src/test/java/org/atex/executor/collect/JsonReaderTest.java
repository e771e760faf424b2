package org.atex.executor.collect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.atex.executor.control.ControlException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** RES-01, RES-03: what is JSON, and that it is read as it is. */
class JsonReaderTest {

    private static final ObjectMapper JACKSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
                    .build();

    private static final String[] SEEDS = {
        "{'a': [1, -2.5e+3, 0.0, true, false, null], 'b': {'c': {}, 'd': []}, 'e': 'x\\n\\u00e9'}",
        "{'status': 'pass', 'name': 'dïsk/⊗/\ud83d\ude00', 'files': [{'name': 'a', 'length': 10}]}",
        " {\t'\\\"\\\\\\/\\b\\f\\n\\r\\t': '\\ud83d\\ude00', '': '', 'n': 12345 } ",
    };

    private static final byte[] ODD =
            "{}[]:,\"\\/-+.0129eEtfnu \t\n\r\b\u007f\u0000\u0080\u00bf\u00c0\u00c2\u00e0\u00ed\u00f4\u00ff"
                    .getBytes(ISO_8859_1);

    private final JsonReader reader = new JsonReader(256);

    private Optional<Map<String, Object>> read(byte[] bytes) {
        try {
            return Optional.of(reader.object(ByteBuffer.wrap(bytes)));
        } catch (ControlException e) {
            return Optional.empty();
        }
    }

    @Test
    void res01_whatIsJsonIsWhatAnotherLibrarySays() {
        Random random = new Random(20);
        int accepted = 0;
        for (int i = 0; i < 60_000; i++) {
            byte[] document = mutated(random);
            Optional<Map<String, Object>> expected = other(document);
            assertThat(read(document).map(JsonReaderTest::plain))
                    .as(new String(document, ISO_8859_1))
                    .isEqualTo(expected);
            accepted += expected.isPresent() ? 1 : 0;
        }
        assertThat(accepted).isBetween(1_000, 59_000);
    }

    private static byte[] mutated(Random random) {
        String seed = SEEDS[random.nextInt(SEEDS.length)].replace('\'', '"');
        StringBuilder text = new StringBuilder(new String(seed.getBytes(UTF_8), ISO_8859_1));
        int changes = random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(text.length());
            char odd = (char) (ODD[random.nextInt(ODD.length)] & 0xff);
            switch (random.nextInt(4)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, odd);
                case 2 -> text.insert(at, text.substring(at, at + 1));
                default -> text.setCharAt(at, odd);
            }
        }
        return text.toString().getBytes(ISO_8859_1);
    }

    /** Jackson on characters that Java has decoded strictly. */
    private static Optional<Map<String, Object>> other(byte[] bytes) {
        try (JsonParser parser =
                JACKSON.createParser(
                        UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString())) {
            JsonNode node = JACKSON.readTree(parser);
            boolean object = node != null && node.isObject() && parser.nextToken() == null;
            return object ? Optional.of(plainObject(node)) : Optional.empty();
        } catch (JacksonException | CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static Map<String, Object> plainObject(JsonNode node) {
        Map<String, Object> object = new LinkedHashMap<>();
        node.properties().forEach(each -> object.put(each.getKey(), plain(each.getValue())));
        return object;
    }

    private static Object plain(JsonNode node) {
        if (node.isObject()) {
            return plainObject(node);
        }
        if (node.isArray()) {
            List<Object> array = new ArrayList<>();
            node.forEach(each -> array.add(plain(each)));
            return array;
        }
        if (node.isNumber()) {
            return node.isIntegralNumber() ? node.bigIntegerValue() : node.decimalValue();
        }
        return node.isString() ? node.stringValue() : node.isNull() ? "null" : node.asBoolean();
    }

    private static Map<String, Object> plain(Map<String, Object> values) {
        Map<String, Object> object = new LinkedHashMap<>();
        values.forEach((key, value) -> object.put(key, plainValue(value)));
        return object;
    }

    @SuppressWarnings("unchecked") // the reader makes no others
    private static Object plainValue(Object value) {
        if (value instanceof Map<?, ?> map) {
            return plain((Map<String, Object>) map);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(JsonReaderTest::plainValue).toList();
        }
        return value == null ? "null" : PlainValues.of(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c080",
                "c1bf",
                "e08080",
                "e09fbf",
                "eda080",
                "edbfbf",
                "f0808080",
                "f08fbfbf",
                "f4908080",
                "f5808080",
                "f8888080",
                "80",
                "bf",
                "c2",
                "e2829f22",
                "e282",
                "f09f98",
                "ff",
                "fe"
            })
    void res01_whatIsNotUtf8IsRefused(String hex) {
        byte[] bytes = HexFormat.of().parseHex("7b2261223a22" + hex + "227d");

        assertThat(read(bytes)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"c280", "dfbf", "e0a080", "ed9fbf", "ee8080", "efbfbf", "f0908080"})
    void res03_everyCodePointIsKept(String hex) {
        byte[] text = HexFormat.of().parseHex(hex);
        byte[] bytes = HexFormat.of().parseHex("7b2261223a22" + hex + "227d");

        assertThat(read(bytes)).contains(Map.of("a", new String(text, UTF_8)));
    }

    @Test
    void res01_everyPrefixIsRefused() {
        for (String seed : SEEDS) {
            byte[] bytes = seed.strip().replace('\'', '"').getBytes(UTF_8);
            assertThat(read(bytes)).isPresent();
            for (int length = 0; length < bytes.length; length++) {
                assertThat(read(Arrays.copyOf(bytes, length))).isEmpty();
            }
        }
    }

    @Test
    void theSameHoldsWhereverTheDocumentLies() throws Exception {
        ByteBuffer direct = ByteBuffer.allocateDirect(20);
        direct.put("xx{\"a\": 1}y".getBytes(UTF_8)).flip().position(2).limit(10);
        ByteBuffer slice = ByteBuffer.wrap("xx{\"a\": 1}y".getBytes(UTF_8)).slice(2, 8);

        assertThat(reader.object(direct)).hasToString("{a=1}");
        assertThat(reader.object(slice)).hasToString("{a=1}");
    }

    @Test
    void keysThatLookAlikeAreKeptApart() throws Exception {
        StringBuilder json = new StringBuilder("{\"x\": 0");
        for (int i = 0; i < 5_000; i++) {
            json.append(", \"k%d\": %d".formatted(i, i));
        }
        Map<String, Object> object =
                reader.object(ByteBuffer.wrap(json.append('}').toString().getBytes(UTF_8)));

        assertThat(object).hasSize(5_001);
        for (int i = 0; i < 5_000; i++) {
            assertThat(object.get("k" + i)).hasToString(String.valueOf(i));
        }
    }
}

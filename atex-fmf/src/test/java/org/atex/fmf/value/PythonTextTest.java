package org.atex.fmf.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PythonTextTest {

    @Test
    void floatsPrintAsPythonPrintsThem() {
        Map<Double, String> known = new LinkedHashMap<>();
        known.put(1.0, "1.0");
        known.put(0.1, "0.1");
        known.put(-2.5, "-2.5");
        known.put(1e16, "1e+16");
        known.put(1e15, "1000000000000000.0");
        known.put(123456789012345680.0, "1.2345678901234568e+17");
        known.put(1e-4, "0.0001");
        known.put(1e-5, "1e-05");
        known.put(2e-3, "0.002");
        known.put(1e23, "1e+23");
        known.put(2e23, "2e+23");
        known.put(5.684341886080802e-14, "5.684341886080802e-14");
        known.put(Double.MIN_VALUE, "5e-324");
        known.put(Double.MIN_NORMAL, "2.2250738585072014e-308");
        known.put(Double.MAX_VALUE, "1.7976931348623157e+308");
        known.put(9007199254740992.0, "9007199254740992.0");
        known.put(9007199254740993e1, "9.007199254740994e+16");
        known.put(-0.0, "-0.0");
        known.put(1e100, "1e+100");
        known.put(Double.NaN, "nan");
        known.put(Double.NEGATIVE_INFINITY, "-inf");

        known.forEach((value, text) -> assertThat(PythonText.real(value)).isEqualTo(text));
    }

    @Test
    void collectionsPrintInPythonNotation() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("how", "fmf");
        map.put("n", 1);
        map.put("l", Arrays.asList("b", null, true, 1.0));
        map.put("q", List.of("it's", "\"", "it's \"", "a\\b\n\u0001\u00a0"));

        assertThat(PythonText.str(FmfValues.of(map)))
                .isEqualTo(
                        "{'how': 'fmf', 'n': 1, 'l': ['b', None, True, 1.0], "
                                + "'q': [\"it's\", '\"', 'it\\'s \"', 'a\\\\b\\n\\x01\\xa0']}");
        assertThat(PythonText.str(FmfValues.of(List.of()))).isEqualTo("[]");
        assertThat(PythonText.str(FmfValues.of(Map.of()))).isEqualTo("{}");
        assertThat(PythonText.str(FmfValues.of(Set.of()))).isEqualTo("set()");
    }

    @Test
    void datesPrintShortAloneAndLongInside() {
        LocalDate date = LocalDate.of(2024, 1, 31);
        LocalDateTime time = LocalDateTime.of(2024, 1, 31, 10, 20, 30, 500_000_000);

        assertThat(PythonText.str(date)).isEqualTo("2024-01-31");
        assertThat(PythonText.str(time)).isEqualTo("2024-01-31 10:20:30.500000");
        assertThat(
                        PythonText.str(
                                FmfValues.of(List.of(date, time, time.withNano(0).withSecond(0)))))
                .isEqualTo(
                        "[datetime.date(2024, 1, 31), "
                                + "datetime.datetime(2024, 1, 31, 10, 20, 30, 500000), "
                                + "datetime.datetime(2024, 1, 31, 10, 20)]");
    }

    @Test
    void jsonHasItsOwnFormsForWhatItDoesNotKnow() {
        Map<Object, Object> map = new LinkedHashMap<>();
        map.put(1, "a");
        map.put("b", new byte[] {1, 2});
        FmfMap value =
                FmfValues.mapping(
                        Map.of(
                                "m",
                                map,
                                "s",
                                Set.of("z"),
                                "d",
                                LocalDate.of(2024, 1, 31),
                                "t",
                                LocalDateTime.of(2024, 1, 31, 10, 20, 30),
                                "f",
                                Double.POSITIVE_INFINITY,
                                "i",
                                new BigInteger("12345678901234567890123"),
                                "x",
                                "\"\\\u0001\u007fé\u2028"));

        assertThat(FmfJson.of(value))
                .isEqualTo(
                        "{\"d\":{\"$date\":\"2024-01-31\"},\"f\":{\"$float\":\"inf\"},"
                                + "\"i\":12345678901234567890123,"
                                + "\"m\":{\"$map\":[[1,\"a\"],[\"b\",{\"$bytes\":\"AQI=\"}]]},"
                                + "\"s\":{\"$set\":[\"z\"]},"
                                + "\"t\":{\"$datetime\":\"2024-01-31T10:20:30\"},"
                                + "\"x\":\"\\\"\\\\\\u0001\u007fé\u2028\"}");
    }

    @Test
    void keysAreSortedByCodePoint() {
        FmfMap map = FmfValues.mapping(Map.of("\uFFFD", 1, "\uD83D\uDE00", 2, "a", 3));

        assertThat(FmfJson.of(map)).isEqualTo("{\"a\":3,\"\uFFFD\":1,\"\uD83D\uDE00\":2}");
    }

    @Test
    void foldingMakesLongAndShortSpellingsEqual() {
        assertThat(PythonText.foldCase("straße")).isEqualTo(PythonText.foldCase("STRASSE"));
    }

    @Test
    void stripTakesEveryUnicodeBlank() {
        assertThat(PythonText.strip("\u00a0\u2003 a b\u0085\u001c\n")).isEqualTo("a b");
    }
}

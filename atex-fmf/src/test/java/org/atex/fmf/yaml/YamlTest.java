package org.atex.fmf.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.atex.fmf.error.FmfFileException;
import org.atex.fmf.error.FmfPlace;
import org.atex.fmf.value.Budget;
import org.atex.fmf.value.FmfJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 3 of the fmf page, where the stored cases say nothing. */
class YamlTest {

    private static String json(String yaml) {
        return FmfJson.of(new FmfYaml(Budget.ofThisProcess()).parse(yaml, FmfPlace.unknown()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "yes|\"yes\"",
                "no|\"no\"",
                "On|\"On\"",
                "y|\"y\"",
                "~|null",
                "Null|null",
                "nULL|\"nULL\"",
                "TRUE|true",
                "False|false",
                "fALSE|\"fALSE\"",
                "+.5|0.5",
                "._1|0.1",
                "-.5|-0.5",
                "1_000|1000",
                "0o10|8",
                "0O7|\"0O7\"",
                "0b1_0|2",
                "-0x_f|-15",
                "+_5|5",
                "1:30|\"1:30\"",
                "12:30:45|\"12:30:45\"",
                "2024-1-31|\"2024-1-31\"",
                "_1|\"_1\"",
                ".|\".\"",
                "1e3|1000.0",
                "1.e3|1000.0",
                ".5e3|\".5e3\"",
                "1e|\"1e\"",
                "-.nan|\"-.nan\"",
                "2024-01-31|{\"$date\":\"2024-01-31\"}",
                "2024-01-31T10:20:30Z|{\"$datetime\":\"2024-01-31T10:20:30\"}",
                "2024-1-3 1:20:30.5 +02:00|{\"$datetime\":\"2024-01-02T23:20:30.500000\"}",
                "2001-12-14t21:59:43.10-05:00|{\"$datetime\":\"2001-12-15T02:59:43.100000\"}",
                "2024-01-31 10:20:30.1234565|{\"$datetime\":\"2024-01-31T10:20:30.123457\"}",
                "2024-01-31T10:20|\"2024-01-31T10:20\"",
                "\"1\"|\"1\"",
                "!!str 1|\"1\"",
                "!!int \"0x1f\"|31",
                "!!float 5|5.0",
                "!!bool yes|true",
                "!!bool OFF|false",
                "!!null x|null",
                "!!binary aGk=|{\"$bytes\":\"aGk=\"}",
                "! 5|\"5\"",
                "!!set {b, a}|{\"$set\":[\"a\",\"b\"]}",
                "!!omap [b: 1, a: 2]|{\"a\":2,\"b\":1}",
                "!!seq [1]|[1]",
                "!!map {a: 1}|{\"a\":1}",
                "=a|\"=a\"",
                "a%|\"a%\"",
                "12345678901234567890|12345678901234567890",
                "<<|\"<<\"",
                "[http://x.y/z]|[\"http://x.y/z\"]"
            })
    void scalarsMeanWhatTheReferenceMakesOfThem(String yaml, String expected) {
        assertThat(json("a: " + yaml + "\n")).isEqualTo("{\"a\":" + expected + "}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=",
                "@a",
                "`a",
                "%a",
                "*a",
                "0x_",
                "._",
                "-_",
                "2024-13-01",
                "0000-01-01",
                "2024-01-31T25:00:00",
                "!!bool maybe",
                "!!int x",
                "!!float x",
                "!foo x",
                "!!pairs [a: 1]",
                "!!str [a]",
                "!!int {a: 1}",
                "{a: 1, a: 2}",
                "{1: a, 1.0: b}",
                "{1: a, true: b}",
                "{[a]: b}",
                "{{a: 1}: b}",
                "{<<: 1}",
                "{<<: [1]}",
                "{x:1}",
                "&a [*a]",
                "&a {b: *a}",
                "!!omap [a]",
                "!!omap [a: 1, a: 2]",
                "9999-12-31T23:59:59-01:00",
                "[",
                "'",
                "\"\\q\""
            })
    void whatTheReferenceRefusesIsRefused(String yaml) {
        assertThatThrownBy(() -> json("a: " + yaml + "\n"))
                .isInstanceOf(FmfFileException.class)
                .hasMessageStartingWith("file error: ");
    }

    @Test
    void twoMergeKeysInOneMappingAreADuplicate() {
        assertThatThrownBy(() -> json("a: &a {x: 1}\nb:\n  <<: *a\n  <<: *a\n"))
                .isInstanceOf(FmfFileException.class);
    }

    @Test
    void aSecondDocumentIsRefused() {
        assertThatThrownBy(() -> json("a: 1\n---\nb: 1\n")).isInstanceOf(FmfFileException.class);
        assertThat(json("---\na: 1\n...\n")).isEqualTo("{\"a\":1}");
        assertThat(json("")).isEqualTo("null");
        assertThat(json("# nothing\n")).isEqualTo("null");
        assertThat(json("---\n")).isEqualTo("null");
    }

    @Test
    void keysMayBeAnyScalar() {
        assertThat(json("a: {1: x, null: y, true1: z, 2024-01-31: d, =: e}\n"))
                .isEqualTo(
                        "{\"a\":{\"$map\":[[1,\"x\"],[null,\"y\"],[\"true1\",\"z\"],"
                                + "[{\"$date\":\"2024-01-31\"},\"d\"],[\"=\",\"e\"]]}}");
    }

    @Test
    void allLineEndsAreTheSame() {
        assertThat(json("a: |\r\n  x\r\n  y\r\nb: 'p\r  q'\r"))
                .isEqualTo("{\"a\":\"x\\ny\\n\",\"b\":\"p q\"}");
    }

    @Test
    void anAliasOfATextIsNoMapping() {
        assertThat(json("a: &x 5\nb: *x\n")).isEqualTo("{\"a\":5,\"b\":5}");
    }
}

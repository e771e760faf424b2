package org.atex.executor.collect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.atex.core.result.ErrorKind;
import org.atex.core.result.Status;
import org.atex.core.result.TestError;
import org.atex.core.result.TestResult;
import org.atex.executor.control.ControlException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 3: results. */
class ResultsTest {

    @TempDir Path directory;
    private Run run;

    @BeforeEach
    void start() {
        run = new Run(directory);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "1",
                "'x'",
                "null",
                "",
                "{} {}",
                "{}x",
                "{'a': NaN}",
                "{'a': Infinity}",
                "{'a': -Infinity}",
                "{/* c */}",
                "{'a': 1,}",
                "{'a': 01}",
                "{'a': +1}",
                "{'a': .5}",
                "{'a': 1.}",
                "{a: 1}",
                "{'a' 1}",
                "{'a': 'b",
                "\u00a0{}",
                "\ufeff{}",
                "{'a': '\t'}",
                "{'a': '\\x'}",
                "{'a': 0x10}",
                "{'a': tru}",
                "# c\n{}",
                "\0{}"
            })
    void res01_whatIsNotOneObjectIsRefused(String json) throws IOException {
        assertThat(run.errorOf(" " + json).kind()).isEqualTo(ErrorKind.BAD_REPORT_JSON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00ff",
                "\u00c3(",
                "\u00ed\u00a0\u0080",
                "\u00c0\u0080",
                "\u00f5\u0080\u0080\u0080"
            })
    void res01_invalidUtf8IsRefused(String bytes) throws Exception {
        byte[] json = ("{\"note\": \"" + bytes + "\"}").getBytes(ISO_8859_1);

        assertThat(errorOf(json).kind()).isEqualTo(ErrorKind.BAD_REPORT_JSON);
    }

    @Test
    void res01_utf16IsRefused() throws Exception {
        assertThat(errorOf("{}".getBytes(UTF_16BE)).kind()).isEqualTo(ErrorKind.BAD_REPORT_JSON);
    }

    private TestError errorOf(byte[] json) throws Exception {
        run.send("result " + json.length + "\n");
        try {
            run.send(json);
        } catch (ControlException e) {
            return e.error();
        }
        throw new AssertionError("no error");
    }

    @Test
    void res01_whiteSpaceAroundIsAllowed() throws Exception {
        run.report(" \r\n\t{'status': 'pass'}\n ");

        assertThat(run.lines()).containsExactly("{'status': 'pass'}");
    }

    @Test
    void res01_ofDuplicateKeysTheLastCounts() throws Exception {
        run.report("{'a': 1, 'status': 'fail', 'a': 2, 'status': 'pass'}");

        assertThat(run.lines()).containsExactly("{'a': 2, 'status': 'pass'}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'status': 1}", "{'status': []}", "{'name': true}", "{'note': {}}",
                "{'files': {}}", "{'files': 'a'}", "{'files': ['a']}", "{'files': [null]}",
                "{'testout': 1}", "{'testout': true}", "{'partial': 'true'}", "{'partial': 1}"
            })
    void res02_anotherTypeIsRefused(String json) throws IOException {
        assertThat(run.errorOf(json).kind()).isEqualTo(ErrorKind.BAD_REPORT_JSON);
    }

    @Test
    void res02_nullIsAllowedForAllButTestout() throws Exception {
        run.report("{'status': null, 'name': null, 'note': null, 'files': null, 'partial': null}");

        assertThat(run.lines()).containsExactly("{'status': null, 'note': null, 'files': null}");
    }

    @Test
    void res02_statusIsAnyWord() throws Exception {
        run.report("{'status': 'flaky', 'name': 'x', 'note': 'free text'}");

        TestResult result = run.reported.get(0);
        assertThat(result.status()).contains(new Status("flaky"));
        assertThat(result.name()).contains("x");
        assertThat(result.note()).contains("free text");
    }

    @Test
    void res03_otherKeysAreKeptAsTheyAre() throws Exception {
        String json =
                "{'z': null, 'a': [1, [], {}, true, false, null], 'o': {'z': 1, 'a': {'': ''}}}";

        run.report(json);

        assertThat(run.lines()).containsExactly(json);
    }

    @Test
    void res03_numbersKeepTheirValue() throws Exception {
        String json =
                "{'a': 1.0, 'b': 123456789012345678901234567890, 'c': -0, 'd': 1E400, 'e': -1.50e-7,"
                        + " 'f': 1e99999999999, 'g': 0.1}";

        run.report(json);

        assertThat(run.lines()).containsExactly(json);
    }

    @Test
    void res03_listenersGetPlainValues() throws Exception {
        run.report("{'i': 1, 'd': 1.0, 'l': [1, null], 'o': {'k': true}, 'huge': 1e99999999999}");

        Map<String, Object> extra = run.reported.get(0).extra();
        assertThat(extra.get("i")).isEqualTo(BigInteger.ONE);
        assertThat(extra.get("d")).isEqualTo(new BigDecimal("1.0"));
        assertThat(extra.get("l")).isEqualTo(Arrays.asList(BigInteger.ONE, null));
        assertThat(extra.get("o")).isEqualTo(Map.of("k", true));
        assertThat(extra.get("huge")).isEqualTo("1e99999999999");
        assertThat(extra).hasToString("{i=1, d=1.0, l=[1, null], o={k=true}, huge=1e99999999999}");
        assertThat(((Map<?, ?>) extra.get("o")).get("none")).isNull();
    }

    @Test
    void res03_aNumberOfMillionsOfDigitsIsKept() {
        String number = "9".repeat(4 << 20);

        Assertions.assertThatNoException().isThrownBy(() -> run.report("{'x': " + number + "}"));

        assertThat(directory.resolve("results")).hasSize(number.length() + 8L);
    }

    @Test
    void res03_stringsKeepEveryCodePoint() throws Exception {
        String json =
                "{'a': 'é\\u00e9€\\u20ac😀\\ud83d\\ude00', 'b': '\\u0000\\n\\\\\\/\\b\\u001f\\u007f',"
                        + " '\\u00e9': '\\u2028'}";

        run.report(json);

        assertThat(run.lines())
                .containsExactly(
                        "{'a': 'éé€€😀😀', 'b': '\\u0000\\n\\\\/\\u0008\\u001f\u007f',"
                                + " 'é': '\u2028'}");
    }

    @Test
    void res03_loneSurrogatesAreStoredEscaped() throws Exception {
        run.report("{'a': '\\ud800', 'b': 'x\\uDFFFy', 'c': '\\udc00\\ud800', '\\ud900': 1}");

        assertThat(run.lines())
                .containsExactly(
                        "{'a': '\\ud800', 'b': 'x\\udfffy', 'c': '\\udc00\\ud800', '\\ud900': 1}");
    }

    @Test
    void res03_anEscapedBackslashBeginsNoEscape() throws Exception {
        String json = "{'\\\\ud800': '\\\\\\\\ud800', 'a\\\\\\ud800': '\\\\\\n'}";

        run.report(json);

        assertThat(run.lines()).containsExactly(json);
    }

    @Test
    void res04_aFullResultIsStoredWithItsNulls() throws Exception {
        run.report("{'status': 'pass', 'note': null, 'x': {'y': null}}");

        assertThat(run.lines())
                .containsExactly("{'status': 'pass', 'note': null, 'x': {'y': null}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'files': [{'length': 1}]}", "{'files': [{'name': '', 'length': 1}]}",
                "{'files': [{'name': null, 'length': 1}]}", "{'files': [{'name': 1, 'length': 1}]}"
            })
    void res05_aFileNeedsAName(String json) throws IOException {
        assertThat(run.errorOf(json).kind()).isEqualTo(ErrorKind.BAD_REPORT_JSON);
    }

    @Test
    void res05_otherKeysOfAFileAreIgnored() throws Exception {
        run.report("{'files': [{'name': 'a', 'length': 1, 'mode': 7, 'x': [{}]}]}", "1");

        assertThat(run.lines()).containsExactly("{'files': ['a']}");
    }

    @Test
    void res05_anEmptyListIsKept() throws Exception {
        run.report("{'files': []}");

        assertThat(run.lines()).containsExactly("{'files': []}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "5.5",
                "true",
                "null",
                "'-5'",
                "'+5'",
                "' 5'",
                "''",
                "'5.0'",
                "'٥'",
                "[]",
                "{}",
                "9223372036854775808",
                "1e19",
                "1e400",
                "1e99999999999",
                "5e-1",
                "-0.5",
                "-1e0",
                "'9223372036854775808'"
            })
    void res06_badLengthsAreRefused(String length) throws IOException {
        String json = "{'files': [{'name': 'a', 'length': " + length + "}]}";

        assertThat(run.errorOf(json).kind()).isEqualTo(ErrorKind.BAD_REPORT_JSON);
    }

    @Test
    void res06_aMissingLengthIsRefused() throws IOException {
        assertThat(run.errorOf("{'files': [{'name': 'a'}]}").kind())
                .isEqualTo(ErrorKind.BAD_REPORT_JSON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"5", "'5'", "'005'", "5.0", "5.000", "5e0", "50e-1", "0.5e1", "0.05E+2"})
    void res06_wholeNumbersAreTakenHoweverTheyAreWritten(String length) throws Exception {
        run.report("{'files': [{'name': 'a', 'length': " + length + "}]}", "12345").send("noop\n");

        assertThat(run.file("a")).isEqualTo("12345");
    }

    @Test
    void res06_aLengthOfMegabytesOfDigitsTakesLittleTime() throws IOException {
        String json = "{'files': [{'name': 'a', 'length': 5." + "0".repeat(15 << 20) + "1}]}";

        Assertions.assertThatCode(
                        () ->
                                Assertions.assertThat(run.errorOf(json).kind())
                                        .isEqualTo(ErrorKind.BAD_REPORT_JSON))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-0", "0.0", "0e9", "'0'", "'000'"})
    void res06_length0CreatesAnEmptyFile(String length) throws Exception {
        run.report("{'files': [{'name': 'a', 'length': " + length + "}]}").send("noop\n");

        assertThat(run.file("a")).isEmpty();
        assertThat(run.lines()).containsExactly("{'files': ['a']}");
    }

    @Test
    void res07_dataFollowsInTheOrderOfTheEntries() throws Exception {
        run.report(
                "{'files': [{'name': 'b', 'length': 2}, {'name': 'a', 'length': 0},"
                        + " {'name': 'c', 'length': 3}]}",
                "b\n",
                "c\0\n");

        assertThat(run.file("b")).isEqualTo("b\n");
        assertThat(run.file("a")).isEmpty();
        assertThat(run.file("c")).isEqualTo("c\0\n");
    }

    @Test
    void res08_dataForAPathThatExistsIsAppended() throws Exception {
        run.report("{'files': [{'name': 'a', 'length': 1}, {'name': './a', 'length': 1}]}", "12");
        run.report("{'files': [{'name': 'a', 'length': 1}]}", "3");
        run.report("{'name': 'd', 'files': [{'name': 'x', 'length': 1}]}", "4");
        run.report("{'files': [{'name': 'd/x', 'length': 1}]}", "5");

        assertThat(run.file("a")).isEqualTo("123");
        assertThat(run.file("d/x")).isEqualTo("45");
    }

    @Test
    void res09_filesAreNormalisedSortedAndOnce() throws Exception {
        run.report(
                "{'name': 'sub', 'files': [{'name': '😀', 'length': 0},"
                        + " {'name': '\uff5e', 'length': 0}, {'name': 'b//c', 'length': 0},"
                        + " {'name': '../b/c', 'length': 0}, {'name': 'B', 'length': 0},"
                        + " {'name': 'a', 'length': 0}]}");

        assertThat(run.lines())
                .containsExactly("{'name': 'sub', 'files': ['B', 'a', 'b/c', '\uff5e', '😀']}");
        assertThat(run.reported.get(0).files()).containsExactly("B", "a", "b/c", "\uff5e", "😀");
    }

    @Test
    void res09_withoutFilesThereIsNoKey() throws Exception {
        run.report("{'status': 'pass'}");

        assertThat(run.lines()).containsExactly("{'status': 'pass'}");
    }

    @Test
    void res10_theNameIsStoredAsSent() throws Exception {
        run.report("{'name': '/a/../b\\u0001', 'files': [{'name': 'f', 'length': 1}]}", "x");

        assertThat(run.lines()).containsExactly("{'name': '/a/../b\\u0001', 'files': ['f']}");
        assertThat(run.file("a/b_/f")).isEqualTo("x");
    }

    @Test
    void res10_anEmptyOrNullNameIsTheTestItself() throws Exception {
        run.report("{'name': '', 'status': 'pass'}").report("{'name': null, 'status': 'fail'}");

        assertThat(run.lines()).containsExactly("{'status': 'pass'}", "{'status': 'fail'}");
        assertThat(run.exit(0).status()).contains(Status.FAIL);
        assertThat(run.lines()).hasSize(2);
    }

    @Test
    void res11_anyNumberOfResultsMayHaveOneName() throws Exception {
        run.report("{'name': 'a'}").report("{'name': 'a'}").report("{}").report("{}");

        assertThat(run.lines()).containsExactly("{'name': 'a'}", "{'name': 'a'}", "{}", "{}");
    }

    @Test
    void res12_linesAreOnDiskWhenTheirBytesHaveBeenObeyed() throws Exception {
        List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            run.report("{'n': " + i + "}");
            seen.add(run.lines().size());
        }

        assertThat(seen).containsExactly(1, 2, 3);
        assertThat(run.reported).hasSize(3);
    }

    @Test
    void res12_linesBeforeAnErrorInTheSamePieceAreStored() throws Exception {
        run.errorOfBytes(Run.result("{'n': 1}") + Run.result("{'n': 2}") + "nonsense\n");

        assertThat(run.lines()).containsExactly("{'n': 1}", "{'n': 2}");
        assertThat(run.reported).hasSize(2);
    }

    @Test
    void res12_manyLinesInOnePieceKeepTheirOrder() throws Exception {
        StringBuilder bytes = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            bytes.append(Run.result("{'n': " + i + "}"));
        }

        run.send(bytes.toString());

        List<String> lines = run.lines();
        assertThat(lines).hasSize(20_000);
        assertThat(lines.get(12_345)).isEqualTo("{'n': 12345}");
        assertThat(run.reported.get(19_999).extra()).containsEntry("n", BigInteger.valueOf(19_999));
    }

    @Test
    void res13_aResultMayBeEmpty() throws Exception {
        run.report("{}").report("{'name': 'x'}");

        assertThat(run.lines()).containsExactly("{}", "{'name': 'x'}");
        assertThat(run.reported.get(0).status()).isEmpty();
    }

    @Test
    void anInterruptedThreadLosesNothing() throws Exception {
        Thread.currentThread().interrupt();
        run.report("{'files': [{'name': 'a/b', 'length': 3}]}", "123").print("out");
        run.exit(0);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(run.file("a/b")).isEqualTo("123");
        assertThat(run.lines()).containsExactly("{'files': ['a/b']}");
    }

    // RES-08
    @Test
    void anInterruptedThreadAppends() throws Exception {
        run.report("{'files': [{'name': 'a', 'length': 3}]}", "123");
        Thread.currentThread().interrupt();
        run.report("{'files': [{'name': 'a', 'length': 3}]}", "456");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(run.file("a")).isEqualTo("123456");
    }
}

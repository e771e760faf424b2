package org.atex.fmf.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.atex.fmf.error.FmfPatternException;
import org.atex.fmf.error.FmfPlace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PythonPatternTest {

    private static PythonPattern pattern(String source) {
        return PythonPattern.compile(source, FmfPlace.unknown());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "[a[b] [",
                "[a&&b] &",
                "[]x] ]",
                "[^]x] a",
                "a{,2}b aab",
                "a{x} a{x}",
                "a{} a{}",
                "(?P<n>a)(?P=n) aa",
                "\\Za{0} ''",
                "(?i)ABC abc",
                "(?i:a)B AB",
                "\\x41\\u0042 AB",
                "[\\x41-\\x43] B",
                "\\101 A",
                "(a)\\1 aa",
                "(?#c)a a",
                "a(?=b) ab",
                "(?<=a)b ab",
                "(?<!x)b ab",
                "[\\w.-]+ a.b",
                "\\w é",
                "[^\\W\\d] a",
                "[^\\s] x",
                "(?x:a[#]b) a#b",
                "[--/] .",
                "a++b aab",
                "(?>a)b ab",
                "\\. .",
                "\\- -",
                "[a\\]b] ]",
                "} }",
                "] ]",
                "(?s:.) x",
                "[\\b]? x",
                "\\/ /",
                "(a|b)*c abac",
                "(?a:\\w) a",
                "a| b",
                "\\u00e9 é",
                "(?m)^ ''",
                "(?m:^)\\Z 'a\n'",
                "a\\b a\u0301",
                "(?a)a\\b aé",
                "a\\b a\u203f",
                "(?a:a\\B) a_"
            })
    void pythonFindsItAndSoDoWe(String source, String text) {
        assertThat(pattern(source).search(text)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "[a&&b] x", "[^\\W\\d] 1", "[^\\s] '\u00a0'", "(?a:\\w) é", "a$ ab", "[^a-c] b",
                "\\Ab ab", "a\\Z 'a\n'", ". '\n'", "(?i:a)B ab", "[^\\d] 5", "[^\\w] _",
                "\\B ''", "(?m:a)^ 'a\n'", "\\b \u203f", "a\\B a\u0301"
            })
    void pythonDoesNotFindItAndNeitherDoWe(String source, String text) {
        assertThat(pattern(source).search(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[",
                "(",
                ")",
                "a)",
                "*a",
                "a**",
                "a|*",
                "^*",
                "\\Q",
                "\\h",
                "\\z",
                "\\p{L}",
                "\\k<a>",
                "[z-a]",
                "[\\d-z]",
                "(?<n>a)",
                "(?P<n>a)(?P<n>b)",
                "(?P=x)",
                "(?z)",
                "a(?i)b",
                "^(?i)x$",
                "\\",
                "\\1",
                "(a)\\2",
                "(\\1)",
                "x{2,1}",
                "\\8",
                "[\\8]",
                "(?P<1>a)",
                "(?#",
                "\\x1",
                "(?(1)a|b)",
                "\\N{DIGIT ONE}",
                "[a",
                "(?L)a",
                "(?P",
                "(?"
            })
    void whatPythonRefusesIsRefused(String source) {
        assertThatThrownBy(() -> pattern(source)).isInstanceOf(FmfPatternException.class);
    }

    @Test
    void aDollarAlsoMatchesBeforeTheLastLineEnd() {
        assertThat(pattern("a$").search("a\n")).isTrue();
        assertThat(pattern("a$").search("a\r")).isFalse();
        assertThat(pattern("a.b").search("a\rb")).isTrue();
        assertThat(pattern("(?m)^b").search("a\nb")).isTrue();
    }

    @Test
    void emptyMatchesAreReplacedAsInPython() {
        assertThat(pattern("x*").replaceAll("abxd", "-")).isEqualTo("-a-b--d-");
        assertThat(pattern("$").replaceAll("abc", "X")).isEqualTo("abcX");
        assertThat(pattern("$").replaceAll("abc\n", "X")).isEqualTo("abcX\nX");
        assertThat(pattern("(?m)^").replaceAll("a\nb\n", "> ")).isEqualTo("> a\n> b\n> ");
        assertThat(pattern("|b").replaceAll("ab", "-")).isEqualTo("-a---");
        assertThat(pattern("x*").replaceAll("a\ud83d\ude00", "-")).isEqualTo("-a-\ud83d\ude00-");
        assertThat(pattern("").replaceAll("a".repeat(100_000), "-")).hasSize(200_001);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "(a)(b)? \\1\\2! a!",
                "a \\x\\ error",
                "a \\. \\.",
                "a \\\\ \\",
                "(a) \\g<0>\\g<1> aa",
                "a \\101 A",
                "a \\0 '\0'",
                "a \\2 error",
                "a \\g<x> error",
                "a \\g error",
                "a \\q error",
                "(?P<n>a) [\\g<n>] [a]",
                "a \\ error",
                "a $0 $0"
            })
    void replacementsReadAsInPython(String source, String replacement, String expected) {
        if (expected.equals("error")) {
            assertThatThrownBy(() -> pattern(source).replaceAll("a", replacement))
                    .isInstanceOf(FmfPatternException.class);
        } else {
            assertThat(pattern(source).replaceAll("a", replacement)).isEqualTo(expected);
        }
    }

    @Test
    void splittingKeepsEmptyPieces() {
        assertThat(pattern("\\s*,\\s*").split("a , b,, ")).isEqualTo(List.of("a", "b", "", ""));
    }

    @Test
    void patternsThatWouldRunForEverEnd() {
        assertThatThrownBy(() -> pattern("(.*a){25}b").search("a".repeat(60)))
                .isInstanceOf(FmfPatternException.class)
                .hasMessageContaining("too long");
    }

    @Test
    void patternsThatWouldOverflowTheStackEnd() {
        assertThatThrownBy(() -> pattern("(?:a|b)*c").search("ab".repeat(1_000_000)))
                .isInstanceOf(FmfPatternException.class);
        assertThatThrownBy(() -> pattern("(".repeat(100_000) + ")".repeat(100_000)).search("a"))
                .isInstanceOf(FmfPatternException.class);
    }
}

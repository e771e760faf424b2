package org.atex.report.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafePathTest {

    private static final Path ROOT = Path.of("/root/of");

    @ParameterizedTest
    @CsvSource({
        "/etc/passwd, etc/passwd",
        "a/../../b, a/b",
        "a//./b/, a/b",
        "..., ...",
        "'a b', 'a b'",
        "a\\b:c, a\\b:c",
        "\u00e4\u6f22, \u00e4\u6f22"
    })
    void path02_namesAreNormalised(String name, String expected) throws IOException {
        assertThat(SafePath.below(ROOT, name)).isEqualTo(ROOT.resolve(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "..", "../..", ".", "//./../"})
    void path03_emptyNameHasNoDirectory(String name) throws IOException {
        assertThat(SafePath.below(ROOT, name)).isEqualTo(ROOT);
    }

    @Test
    void path02_controlCharactersAndLoneSurrogatesBecomeUnderscores() throws IOException {
        assertThat(SafePath.below(ROOT, "\0\u001f\u007f\u0080\u009f\ud800x\udc00 \u00a0"))
                .isEqualTo(ROOT.resolve("______x_ \u00a0"));
        assertThat(SafePath.below(ROOT, "\ud83d\ude00")).isEqualTo(ROOT.resolve("\ud83d\ude00"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\u00e4", "\u20ac", "\ud83d\ude00"})
    void agg04_componentIsCutOnlyAbove255Bytes(String character) throws IOException {
        int size = character.getBytes(StandardCharsets.UTF_8).length;
        String longest = character.repeat(255 / size);
        String tooLong = longest + character;

        assertThat(SafePath.below(ROOT, longest)).hasFileName(longest);
        assertThat(SafePath.below(ROOT, tooLong).getFileName().toString())
                .matches("(" + character + "){" + 230 / size + "}~[0-9a-f]{16}");
    }

    @Test
    void agg04_cutNamesThatDifferStayDifferent() throws IOException {
        String start = "x".repeat(300);

        assertThat(SafePath.below(ROOT, start + "a"))
                .isNotEqualTo(SafePath.below(ROOT, start + "b"));
    }
}

package org.atex.report.jsonl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.atex.core.InvalidArgumentException;
import org.atex.core.result.Status;
import org.atex.report.files.ResultRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLinesReaderTest {

    private static final String GOOD = "[\"p\",\"pass\",\"/t\",null,[\"f\"],\"note\"]\n";

    @TempDir private Path directory;

    @Test
    void agg01_rowsAreReadInTheirOrder() throws IOException {
        Path file = write(GOOD + "[\"p\", null, \"/t\", \"sub\", [], null]\n");

        assertThat(TestRows.of(file))
                .containsExactly(
                        new ResultRow(
                                "p",
                                Optional.of(Status.PASS),
                                "/t",
                                Optional.empty(),
                                List.of("f"),
                                Optional.of("note")),
                        new ResultRow(
                                "p",
                                Optional.empty(),
                                "/t",
                                Optional.of("sub"),
                                List.of(),
                                Optional.empty()));
    }

    @Test
    void linesLongerThanTheBufferAreRead() throws IOException {
        String note = "x".repeat(100_000);
        Path file = write(GOOD.replace("note", note) + GOOD + GOOD.replace("note", note));

        assertThat(TestRows.of(file))
                .extracting(row -> row.note().orElseThrow().length())
                .containsExactly(100_000, 4, 100_000);
    }

    @Test
    void lastLineMayLackItsLineFeed() throws IOException {
        assertThat(TestRows.of(write(GOOD + GOOD.strip()))).hasSize(2);
        assertThat(TestRows.of(write(""))).isEmpty();
    }

    @Test
    void tornLastLineIsSaidToBeTorn() throws IOException {
        for (int length = 1; length < GOOD.length() - 1; length++) {
            Path file = write(GOOD + GOOD.substring(0, length));

            assertThatThrownBy(() -> TestRows.of(file))
                    .isInstanceOf(InvalidArgumentException.class)
                    .hasMessageContaining(file + ", line 2: the last line is torn");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "[\"p\",\"pass\",\"/t\",null,[]]",
                "[\"p\",\"pass\",\"/t\",null,[],null,null]",
                "[null,\"pass\",\"/t\",null,[],null]",
                "[\"p\",\"pass\",null,null,[],null]",
                "[\"p\",1,\"/t\",null,[],null]",
                "[\"p\",\"pass\",\"/t\",null,[1],null]",
                "[\"p\",\"pass\",\"/t\",null,[],null]]"
            })
    void brokenLineIsNamed(String line) throws IOException {
        Path file = write(GOOD + line + "\n" + GOOD);

        assertThatThrownBy(() -> TestRows.of(file))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageStartingWith(file + ", line 2: ")
                .hasMessageNotContaining("torn");
    }

    @Test
    void missingFileIsNamed() {
        Path missing = directory.resolve("missing.jsonl");

        assertThatThrownBy(() -> JsonLinesReader.open(missing))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("missing.jsonl");
    }

    private Path write(String content) throws IOException {
        return Files.writeString(directory.resolve("results.jsonl"), content);
    }
}

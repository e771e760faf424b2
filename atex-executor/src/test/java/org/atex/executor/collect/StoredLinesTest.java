package org.atex.executor.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.atex.core.result.TestResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

// AGG-15: what a dead runner has stored is told of again
class StoredLinesTest {

    private static final int DEPTH = CollectorLimits.DEFAULT.jsonDepth();

    @TempDir private Path directory;

    private List<TestResult> replayed() throws IOException {
        List<TestResult> told = new ArrayList<>();
        StoredLines.replay(directory, DEPTH, told::add);
        return told;
    }

    private Path results() {
        return directory.resolve("results");
    }

    private static String document(String json) {
        return "result " + json.length() + "\n" + json;
    }

    @Test
    void storedResultsAreTheSameAsWhenTheyWereReported() throws Exception {
        Run run = new Run(directory);
        run.send(document("{\"status\":\"pass\",\"name\":\"a/b\",\"note\":\"\\ud83d\\ude00\"}"));
        run.send(document("{\"status\":\"odd word\",\"numbers\":[1,2.50,1e400,-0]}"));
        run.send(document("{\"name\":\"c\",\"deep\":{\"x\":[null,true,{\"y\":\"z\"}]}}"));
        run.send(
                document("{\"status\":\"fail\",\"files\":[{\"name\":\"f\",\"length\":2}]}") + "ab");

        assertThat(run.reported).hasSize(4);
        assertThat(replayed()).isEqualTo(run.reported);
        assertThat(replayed()).as("once more").isEqualTo(run.reported);
    }

    @Test
    void halfALineIsCutOff() throws IOException {
        Files.writeString(results(), "{\"status\":\"pass\"}\n{\"status\":\"fa");

        assertThat(replayed()).hasSize(1);
        assertThat(results()).hasContent("{\"status\":\"pass\"}");
        Files.writeString(results(), "{\"status\":\"info\"}\n", StandardOpenOption.APPEND);
        assertThat(replayed()).hasSize(2);
    }

    @Test
    void nothingIsToldWhereNothingIs() throws IOException {
        assertThat(replayed()).isEmpty();

        Files.createFile(results());
        assertThat(replayed()).isEmpty();

        Files.delete(results());
        Files.delete(directory);
        assertThat(replayed()).isEmpty();
    }

    @Test
    void whatIsNoResultOfOursIsRefused() throws IOException {
        for (String line : List.of("no JSON", "[]", "{\"status\":1}", "{\"files\":[1]}", "\0")) {
            Files.writeString(results(), line + "\n");

            assertThatThrownBy(this::replayed)
                    .as(line)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("corrupt");
        }
    }

    @Test
    void aLinkInPlaceOfTheResultsIsNotFollowed(@TempDir Path elsewhere) throws IOException {
        Path other = Files.writeString(elsewhere.resolve("other"), "{\"status\":\"pass\"}\nxy");
        Files.createSymbolicLink(results(), other);

        assertThat(replayed()).isEmpty();
        assertThat(other).hasContent("{\"status\":\"pass\"}\nxy");
    }
}

package org.atex.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstRunTest {

    @Test
    void shortestProgramLeavesTheResultsOfTheSmokeTests(@TempDir Path directory) throws Exception {
        Path results = directory.resolve("results.jsonl");

        FirstRun.main("tree", results.toString());

        assertThat(Files.readAllLines(results))
                .anyMatch(line -> line.contains("\"/results/pass\""))
                .anyMatch(line -> line.contains("\"disk/write\""))
                .noneMatch(line -> line.contains("\"/results/fail\""));
    }
}

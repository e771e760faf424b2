package org.atex.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.atex.core.orchestrate.RunSummary;
import org.atex.core.test.TestRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumeRunTest {

    @Test
    void secondCallOfAFinishedRunRunsNothingAgain(@TempDir Path directory) throws Exception {
        Path ran = directory.resolve("ran");
        List<TestRun> tests = List.of(TestRun.named("/count", "echo once >> " + ran).build());

        RunSummary first = ResumeRun.run(tests, directory.resolve("run"));
        RunSummary second = ResumeRun.run(tests, directory.resolve("run"));

        assertThat(first.toString()).isEqualTo("1 passed");
        assertThat(second.toString()).isEqualTo("1 passed");
        assertThat(ran).hasContent("once\n");
        assertThat(Files.readAllLines(directory.resolve("run/results.jsonl"))).hasSize(1);
    }
}

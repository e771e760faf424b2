package org.atex.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExitCodeTest {

    @TempDir private Path directory = Path.of(".");

    private int run(String... more) {
        return InProcess.run(directory, more).exitCode();
    }

    @Test
    void isZeroIfAllTestsPassed() {
        assertThat(run("tree", "--plan", "/plans/smoke")).isEqualTo(ExitCodes.PASSED);
    }

    @Test
    void isZeroIfTheFlakyTestPassesWhenRunAgain() {
        assertThat(run("tree", "--name", "flaky", "--reruns", "1")).isEqualTo(ExitCodes.PASSED);
    }

    @Test
    void isOneIfATestFailed() {
        assertThat(run("tree", "--name", "flaky|/results/pass")).isEqualTo(ExitCodes.FAILED);
    }

    @Test
    void isOneIfATestTookTooLong() {
        assertThat(run("tree", "--name", "overrun")).isEqualTo(ExitCodes.FAILED);
    }

    @Test
    void isTwoIfTheSystemCannotBePrepared(@TempDir Path tree) throws Exception {
        Trees.write(
                tree,
                """
                /a: {test: 'true'}
                /plan: {discover: {how: fmf}, prepare: {script: 'echo no such disk; exit 1'}}
                """);

        InProcess.Ran ran = InProcess.run(directory, tree.toString(), "--plan", "/plan");

        assertThat(ran.exitCode()).isEqualTo(ExitCodes.TROUBLE);
        assertThat(ran.printed()).contains("not run");
        assertThat(ran.complaints().lines()).hasSize(1).first().asString().contains("no such disk");
    }
}

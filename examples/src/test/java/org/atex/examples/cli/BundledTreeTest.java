package org.atex.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundledTreeTest {

    private static final Path EXPECTED = Path.of("tree.expected.jsonl");

    @TempDir private Path directory = Path.of(".");

    private String[] run(int systems) {
        return new String[] {
            "run",
            "tree",
            "--plan",
            "/plans/default",
            "--systems",
            "local:" + systems,
            "--platform",
            "here",
            "--reruns",
            "1",
            "--out",
            out().toString()
        };
    }

    private Path out() {
        return directory.resolve("out");
    }

    @Test
    void resultsOnFourSystemsAreTheExpectedOnesAndNothingElseIsLeft() throws Exception {
        try (CliProcess cli = CliProcess.start(directory, run(4))) {
            assertThat(cli.exitCode()).as(cli::printed).isEqualTo(ExitCodes.FAILED);

            assertThat(Rows.of(out().resolve("results.jsonl"))).isEqualTo(Rows.of(EXPECTED));
            assertThat(cli.complaints()).isEmpty();
            assertThat(cli.printed())
                    .contains("/control/flaky", "flaky", "died while it counted")
                    .doesNotContainPattern("[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f]");
            assertThat(Leftovers.processesIn(directory)).isEmpty();
            assertThat(Leftovers.filesIn(cli.temporary())).isEmpty();
            assertThat(out()).isDirectoryContaining("glob:**results.jsonl");
            assertThat(namesIn(out()))
                    .containsExactlyInAnyOrder(
                            "results.jsonl", "files", "superseded", "journal.jsonl", "lock");
        }
    }

    private static List<String> namesIn(Path directory) throws Exception {
        try (var entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }

    @Test
    void uploadedFilesAreThereByteForByte() throws Exception {
        run(new StringWriter(), "--name", "/results/files");

        Path files = out().resolve("files/here/results/files/upload");
        assertThat(files.resolve("lines.txt")).hasContent("one\ntwo\n");
        assertThat(files.resolve("data/zeros.bin")).hasBinaryContent(new byte[100_000]);
    }

    @Test
    void noThreadIsLeftInThisProcess() throws Exception {
        run(new StringWriter(), "--name", "/results/(pass|fail)$");

        assertThat(Leftovers.threads()).isEmpty();
    }

    @Test
    void noThreadOrProcessIsLeftWhenTheRunIsInterrupted() throws Exception {
        StringWriter printed = new StringWriter();
        Thread runner = new Thread(() -> run(printed, "--name", "overrun|/results/pass"), "runner");
        runner.start();
        while (!printed.toString().contains("run       /control/overrun")) {
            assertThat(runner.isAlive()).as(printed.toString()).isTrue();
            Thread.sleep(10);
        }

        runner.interrupt();
        runner.join();

        assertThat(Leftovers.threads()).isEmpty();
        assertThat(Leftovers.processesIn(directory)).isEmpty();
    }

    private int run(StringWriter printed, String... more) {
        List<String> args =
                new ArrayList<>(
                        List.of("run", "tree", "--platform", "here", "--out", out().toString()));
        args.addAll(List.of(more));
        StringWriter complaints = new StringWriter();
        return AtexCli.run(
                new PrintWriter(printed), new PrintWriter(complaints), args.toArray(String[]::new));
    }

    @Test
    void terminatedRunKeepsItsResultsAndLeavesNothingElse() throws Exception {
        try (CliProcess cli = CliProcess.start(directory, run(2))) {
            cli.awaitPrinted(text -> text.contains("/control/overrun") && text.contains("pass  "));

            cli.terminate();

            assertThat(cli.exitCode()).as(cli::complaints).isEqualTo(128 + 15);
            assertThat(cli.printed()).contains("TEST", "cancelled", "not run");
            assertThat(Rows.of(out().resolve("results.jsonl"))).isNotEmpty();
            assertThat(Leftovers.processesIn(directory)).isEmpty();
            assertThat(Leftovers.filesIn(cli.temporary())).isEmpty();
        }
    }

    @Test
    void interruptedProcessEndsAsShellsExpect() throws Exception {
        // Whoever runs the tests in the background has them ignore SIGINT.
        List<String> listening = List.of("env", "--default-signal=INT");
        try (CliProcess cli = CliProcess.start(directory, listening, run(1))) {
            cli.awaitPrinted(text -> text.contains("run       "));

            cli.interrupt();

            assertThat(cli.exitCode()).as(cli::complaints).isEqualTo(128 + 2);
            assertThat(Leftovers.filesIn(cli.temporary())).isEmpty();
        }
    }
}

package org.atex.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.atex.examples.cli.Complaint.complains;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumeTest {

    private static final Path EXPECTED = Path.of("tree.expected.jsonl");

    @TempDir private Path directory = Path.of(".");
    private Path first = Path.of(".");
    private Path second = Path.of(".");

    @BeforeEach
    void makeDirectories() throws Exception {
        first = Files.createDirectory(directory.resolve("first"));
        second = Files.createDirectory(directory.resolve("second"));
    }

    private String[] run(String... more) {
        String[] words = {
            "run",
            "tree",
            "--plan",
            "/plans/default",
            "--systems",
            "local:2",
            "--platform",
            "here",
            "--reruns",
            "1",
            "--out",
            directory.resolve("out").toString()
        };
        String[] all = Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return all;
    }

    // AGG-15, AGG-16, PRV-06, SUP-07
    @Test
    void killedRunGoesOnAndEndsWithTheSameResults() throws Exception {
        try (CliProcess cli = CliProcess.start(first, run())) {
            cli.awaitPrinted(text -> text.contains("pass      /results/"));
            cli.kill();
        }

        InProcess.Ran report = InProcess.call("report", directory.resolve("out").toString());
        assertThat(report.exitCode()).isZero();
        assertThat(report.printed())
                .contains("/control/overrun", "waiting", "pass", "has not come to its end");
        assertReportOfATornLine();

        try (CliProcess cli = CliProcess.start(second, run("--resume"))) {
            assertThat(cli.exitCode()).as(cli::complaints).isEqualTo(ExitCodes.FAILED);
            assertThat(cli.printed()).contains("resumed  ", "25 tests: ");
            assertThat(cli.printed().lines().filter(line -> line.startsWith("/")))
                    .hasSize(25)
                    .allMatch(line -> line.contains(" here "));
            assertThat(Rows.of(directory.resolve("out/results.jsonl")))
                    .isEqualTo(Rows.of(EXPECTED));
        }
        assertThat(Leftovers.processesIn(directory)).isEmpty();
        assertThat(directory.resolve("out/results.jsonl.state")).doesNotExist();

        InProcess.Ran ended = InProcess.call("report", directory.resolve("out").toString());
        assertThat(ended.printed()).contains("25 tests: ").doesNotContain("has not come");
    }

    /** As if it had been killed in the middle of a line. */
    private void assertReportOfATornLine() throws Exception {
        Path out = directory.resolve("out");
        Files.writeString(
                out.resolve("results.jsonl"), "[\"here\", \"pa", StandardOpenOption.APPEND);
        Path xml = directory.resolve("junit.xml");

        InProcess.Ran report = InProcess.call("report", out.toString(), "--junit", xml.toString());

        assertThat(report.exitCode()).as(report.complaints()).isZero();
        assertThat(xml).content().endsWith("</testsuites>\n");
    }

    @Test
    void finishedRunThatIsResumedOnlyTellsWhatItHadFound() {
        String[] words = {"tree", "--name", "/results/fail$", "--platform", "here", "--resume"};
        InProcess.run(directory, Arrays.copyOf(words, words.length - 1));

        InProcess.Ran again = InProcess.run(directory, words);

        assertThat(again.exitCode()).as(again.complaints()).isEqualTo(ExitCodes.FAILED);
        assertThat(again.printed())
                .containsPattern("/results/fail +here +fail")
                .contains("1 test: 1 fail", "the run had ended before, and nothing was run\n")
                .doesNotContain("run  ");
    }

    @Test
    void cancelledRunThatIsResumedTellsHowToRunTheRest() {
        String[] words = {"tree", "--name", "/system/daemon", "--deadline", "1s", "--resume"};
        InProcess.run(directory, Arrays.copyOf(words, words.length - 1));

        InProcess.Ran again = InProcess.run(directory, words);

        assertThat(again.exitCode()).isEqualTo(ExitCodes.TROUBLE);
        assertThat(again.printed())
                .contains("nothing was run; for the 1 without a result choose them by --name");
    }

    @Test
    void journalMayBeElsewhere() throws Exception {
        Path journal = directory.resolve("journal");
        InProcess.run(
                directory, "tree", "--name", "/results/pass", "--run-dir", journal.toString());

        assertThat(journal.resolve("journal.jsonl")).exists();
        assertThat(directory.resolve("out/journal.jsonl")).doesNotExist();
        String out = directory.resolve("out").toString();
        assertThat(InProcess.call("report", out, "--run-dir", journal.toString()).printed())
                .contains("1 test: 1 pass");
        Path xml = directory.resolve("junit.xml");
        InProcess.call("report", out, "--run-dir", journal.toString(), "--junit", xml.toString());
        assertThat(xml).content().containsPattern("testcase .* time=\"\\d");
    }

    @Test
    void whatCannotBeResumedIsNamed() {
        complains(InProcess.run(directory, "tree", "--name", "pass", "--resume"), "no journal");
        InProcess.run(directory, "tree", "--name", "/results/pass");
        complains(InProcess.run(directory, "tree", "--name", "/results/fail$", "--resume"), "test");
        complains(InProcess.call("report", directory.toString()), "no journal");
    }

    @Test
    void systemOfAFailedTestIsHeldAndHowToGetThereIsSaid() {
        InProcess.Ran ran =
                InProcess.run(directory, "tree", "--name", "/results/fail$", "--hold-failed", "1s");

        assertThat(ran.printed())
                .containsPattern("held +local-\\w+ for 0:01, after /results/fail: ssh ");
        assertThat(ran.exitCode()).isEqualTo(ExitCodes.FAILED);
    }

    @Test
    void deadlineEndsTheRun() {
        InProcess.Ran ran =
                InProcess.run(directory, "tree", "--name", "/system/daemon", "--deadline", "1s");

        assertThat(ran.printed()).contains("deadline  ");
        assertThat(ran.exitCode()).isEqualTo(ExitCodes.TROUBLE);
    }
}

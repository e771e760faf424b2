package org.atex.report.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.atex.core.fakes.SinkFeed;
import org.atex.core.result.ErrorKind;
import org.atex.core.result.SinkEvent.Standing;
import org.atex.core.result.Status;
import org.atex.core.result.TestError;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestOutcome.End;
import org.atex.core.result.TestResult;
import org.atex.core.test.Attempt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleSinkTest {

    @TempDir private Path attempts;
    private final StringBuilder printed = new StringBuilder();
    private final ConsoleSink sink = ConsoleSink.builder(printed).width(200).build();
    private SinkFeed feed;

    @BeforeEach
    void openSink() {
        sink.open();
        feed = new SinkFeed(sink, attempts);
    }

    @Test
    void tableShowsEachFinalAttempt() throws IOException {
        feed.run("/net", Status.PASS);
        Attempt disk = feed.begin("p", "/disk");
        feed.report(disk, TestResult.of(Status.FAIL).withName("io").withNote("not shown"));
        feed.report(disk, TestResult.of(Status.FAIL).withNote("see\ndmesg"));
        feed.end(disk, Status.FAIL, Standing.FINAL);
        sink.close();

        assertThat(printed)
                .hasToString(
                        """
                        TEST   PLATFORM          STATUS  TIME  NOTE
                        /disk  p                 fail    1.5s  see dmesg
                        /net   fedora-42@x86_64  pass    1.5s

                        2 tests: 1 pass, 1 fail
                        """);
    }

    @Test
    void noteIsWhatTellsMost() throws IOException {
        Attempt sub = feed.begin("/subtests");
        feed.report(sub, TestResult.of(Status.PASS).withName("a"));
        feed.report(sub, TestResult.of(Status.ERROR).withName("b"));
        feed.end(sub, Status.FAIL, Standing.FINAL);
        TestError late = TestError.of(ErrorKind.ABORTED, TestError.TIME_OVER);
        feed.end(
                feed.begin("/late"),
                TestOutcome.failed(
                        End.TIMED_OUT, late, Optional.of(Status.PASS), Duration.ofSeconds(123)),
                Standing.FINAL);
        feed.end(
                feed.begin("/exit"),
                TestOutcome.exited(3, Optional.of(Status.PASS), Duration.ofHours(2)),
                Standing.FINAL);
        sink.close();

        assertThat(printed.toString().lines().map(line -> line.replaceAll(" +", " ")))
                .contains(
                        "/subtests fedora-42@x86_64 fail 1.5s 1 of 2 subtests failed",
                        "/late fedora-42@x86_64 infra 2m03s"
                                + " TestAbortedError(test duration timeout reached)",
                        "/exit fedora-42@x86_64 fail 2h00m exit code 3",
                        "3 tests: 2 fail, 1 infra");
    }

    @Test
    void terminalIsNotDriven() throws IOException {
        String hostile = "\u001b]0;owned\u0007\u009b31m\u202e\u200b\r\n\ud800\u007f";
        Attempt attempt = feed.begin("p" + hostile + "q", "/t" + hostile + "u");
        feed.report(attempt, TestResult.of(Status.FAIL).withNote("n" + hostile + "m"));
        TestOutcome outcome =
                TestOutcome.exited(0, Optional.of(new Status("\u001b[2J")), Duration.ZERO);
        feed.end(attempt, outcome, Standing.FINAL);
        sink.close();

        assertThat(printed.toString().codePoints().filter(c -> c != '\n'))
                .allMatch(c -> c >= ' ' && c < 0x7f);
        assertThat(printed)
                .contains("/t\\u001b]0;owned\\u0007\\u009b31m\\u202e\\u200b \\ud800\\u007fu")
                .contains("\\u001b[2J");
    }

    @Test
    void linesKeepToTheWidthOfTheTerminal() throws IOException {
        StringBuilder narrow = new StringBuilder();
        ConsoleSink other = ConsoleSink.builder(narrow).width(80).build();
        other.open();
        SinkFeed otherFeed = new SinkFeed(other, attempts);
        for (String text : new String[] {"x", "\u6f22", "a\u0301", "\ud83d\ude00"}) {
            Attempt attempt = otherFeed.begin(text.repeat(200), "/" + text.repeat(5000) + "/end");
            otherFeed.report(attempt, TestResult.of(Status.PASS).withNote(text.repeat(5000)));
            otherFeed.end(attempt, Status.PASS, Standing.FINAL);
        }
        other.close();

        assertThat(narrow.toString().lines()).allMatch(line -> TerminalText.width(line) <= 80);
        assertThat(narrow.toString().lines().filter(line -> line.contains("/end"))).hasSize(4);
        assertThat(narrow).hasSizeLessThan(4000);
    }

    @Test
    void coloursComeOnlyWhenAsked() throws IOException {
        StringBuilder colourful = new StringBuilder();
        ConsoleSink other = ConsoleSink.builder(colourful).colours().build();
        other.open();
        new SinkFeed(other, attempts).run("/t", Status.FAIL);
        other.close();

        assertThat(colourful).contains("\u001b[31mfail    \u001b[0m1.5s");
    }

    @Test
    void streamIsFlushedAndLeftOpen() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(bytes, false, StandardCharsets.UTF_8);
        ConsoleSink other = ConsoleSink.to(stream);
        other.open();
        other.close();
        assertThat(bytes).hasToString("0 tests\n");

        stream.println("more");
        stream.flush();
        assertThat(bytes).hasToString("0 tests\nmore\n");
    }
}

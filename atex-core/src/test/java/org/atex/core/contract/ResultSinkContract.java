package org.atex.core.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.atex.core.fakes.SinkFeed;
import org.atex.core.result.ResultSink;
import org.atex.core.result.SinkEvent.AttemptEnded;
import org.atex.core.result.SinkEvent.Standing;
import org.atex.core.result.SinkException;
import org.atex.core.result.Status;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestResult;
import org.atex.core.test.Attempt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link ResultSink} that reports final attempts has to hold. */
public abstract class ResultSinkContract {

    private static final String ONE = SinkFeed.PLATFORM;
    private static final String TWO = "centos-stream-9@aarch64";

    @TempDir private Path temporary;
    private Path target;
    private Path attempts;
    private ResultSink sink;
    private SinkFeed feed;

    /**
     * Makes a sink, not opened yet.
     *
     * @param directory existing and empty; it writes nowhere else
     */
    protected abstract ResultSink newSink(Path directory) throws IOException;

    /**
     * What a sink that was closed shows: one entry for each test's own verdict, without subtests.
     *
     * @param directory as given to {@link #newSink(Path)}
     */
    protected abstract List<Shown> shown(Path directory) throws IOException;

    /**
     * Whether it shows after the end of a resumed run what it took in the process that died. Live
     * sinks need not; unless said, it does.
     */
    protected boolean remembers() {
        return true;
    }

    /**
     * One verdict that a sink shows.
     *
     * @param platform where
     * @param test the name of the test
     * @param status the word that stands for its verdict: {@code pass} or {@code fail}
     */
    public record Shown(String platform, String test, String status) {}

    @BeforeEach
    void makeSink() throws IOException {
        target = Files.createDirectory(temporary.resolve("target"));
        attempts = Files.createDirectory(temporary.resolve("attempts"));
        sink = newSink(target);
        feed = new SinkFeed(sink, attempts);
    }

    @Test
    void finalAttemptsAreShownOnceEach() throws IOException {
        sink.open();
        feed.run(ONE, "/unit/a", Status.PASS, Standing.FINAL);
        feed.run(ONE, "/unit/b", Status.FAIL, Standing.FINAL);
        feed.run(TWO, "/unit/a", Status.FAIL, Standing.FINAL);
        sink.close();

        assertThat(shown(target))
                .containsExactlyInAnyOrder(
                        new Shown(ONE, "/unit/a", "pass"),
                        new Shown(ONE, "/unit/b", "fail"),
                        new Shown(TWO, "/unit/a", "fail"));
    }

    @Test
    void supersededAttemptIsNeverShownAsFinal() throws IOException {
        sink.open();
        Attempt first = feed.run(ONE, "/flaky", Status.FAIL, Standing.SUPERSEDED);
        feed.run(ONE, "/flaky", Status.PASS, Standing.FINAL);
        sink.close();

        assertThat(shown(target)).containsExactly(new Shown(ONE, "/flaky", "pass"));
        assertThat(first.directory().resolve("files/output.txt")).hasContent("/flaky");
    }

    @Test
    void attemptsSideBySideStayApart() throws IOException {
        sink.open();
        Attempt a = feed.begin("/a");
        Attempt b = feed.begin("/b");
        feed.report(b, TestResult.of(Status.FAIL).withName("sub"));
        feed.report(a, TestResult.of(Status.PASS));
        feed.report(b, TestResult.of(Status.FAIL));
        feed.end(b, Status.FAIL, Standing.FINAL);
        feed.end(a, Status.PASS, Standing.FINAL);
        sink.close();

        assertThat(shown(target))
                .containsExactlyInAnyOrder(
                        new Shown(ONE, "/a", "pass"), new Shown(ONE, "/b", "fail"));
    }

    @Test
    void attemptWithoutAnEndIsNotShown() throws IOException {
        sink.open();
        feed.run("/whole", Status.PASS);
        Attempt cut = feed.begin("/cut");
        feed.report(cut, TestResult.of(Status.PASS));
        sink.close();

        assertThat(shown(target)).containsExactly(new Shown(ONE, "/whole", "pass"));
    }

    @Test
    void agg16_resumedRunShowsWhatItHadAndWhatCame() throws IOException {
        assumeTrue(remembers(), "it is a live sink");
        sink.open();
        feed.run(ONE, "/before", Status.PASS, Standing.FINAL);
        ResultSink next = newSink(target); // and the one before is never closed
        next.resume();
        feed.continuedTo(next).run(ONE, "/after", Status.FAIL, Standing.FINAL);
        next.close();

        assertThat(shown(target))
                .containsExactlyInAnyOrder(
                        new Shown(ONE, "/before", "pass"), new Shown(ONE, "/after", "fail"));
    }

    @Test
    void agg15_eventsUpToTheLastOneSeenAreNotShownTwice() throws IOException {
        assumeTrue(remembers(), "it is a live sink");
        sink.open();
        Attempt attempt = feed.begin("/once");
        feed.report(attempt, TestResult.of(Status.PASS));
        AttemptEnded end =
                new AttemptEnded(
                        3,
                        attempt,
                        TestOutcome.exited(0, Optional.of(Status.PASS), SinkFeed.TOOK),
                        Standing.FINAL,
                        Instant.EPOCH);
        sink.accept(end);
        ResultSink next = newSink(target);
        next.resume();
        next.lastSeen().ifPresent(seen -> assertThat(seen).isEqualTo(3));
        next.accept(end); // from one who does not ask
        next.close();

        assertThat(shown(target)).containsExactly(new Shown(ONE, "/once", "pass"));
    }

    @Test
    void agg16_runThatDiedBeforeItsSinkWasOpenedOrAfterItWasClosedCanBeResumed()
            throws IOException {
        assumeTrue(remembers(), "it is a live sink");
        sink.resume();
        feed.run(ONE, "/a", Status.PASS, Standing.FINAL);
        sink.close();
        ResultSink next = newSink(target);
        next.resume();
        next.close();

        assertThat(shown(target)).containsExactly(new Shown(ONE, "/a", "pass"));
    }

    @Test
    void runWithoutTestsShowsNothing() throws IOException {
        sink.open();
        sink.close();

        assertThat(shown(target)).isEmpty();
    }

    @Test
    void closingTwiceOrUnopenedIsHarmless() throws IOException {
        sink.close();
        assertThat(target).isEmptyDirectory();

        ResultSink other = newSink(target);
        other.open();
        other.close();
        assertThatCode(other::close).doesNotThrowAnyException();
    }

    @Test
    void artifactsAreConsumedOrLeftAlone() throws IOException {
        sink.open();
        Attempt attempt = feed.run("/a", Status.PASS);
        sink.close();

        assertThat(Files.exists(attempt.directory().resolve("results")))
                .as("results are there")
                .isNotEqualTo(sink.consumesArtifacts());
        assertThat(Files.exists(attempt.directory().resolve("files/output.txt")))
                .as("files are there")
                .isNotEqualTo(sink.consumesArtifacts());
    }

    @Test
    void refusedAttemptDoesNotHurtTheOthers() throws IOException {
        sink.open();
        feed.run("/before", Status.PASS);
        Attempt broken = feed.begin("/broken");
        feed.append(broken, "no JSON");
        boolean refused = false;
        try {
            feed.end(broken, Status.PASS, Standing.FINAL);
        } catch (SinkException e) {
            refused = true;
            assertThat(e.kind()).isEqualTo(SinkException.Kind.BAD_RESULTS);
            assertThat(e).hasMessageContaining("/broken");
        }
        feed.run("/after", Status.FAIL);
        sink.close();

        assertThat(shown(target)).hasSize(refused ? 2 : 3);
        assertThat(shown(target))
                .contains(new Shown(ONE, "/before", "pass"), new Shown(ONE, "/after", "fail"));
    }

    @Test
    void hostileNamesStayInTheirPlace() throws IOException {
        List<String> names =
                List.of(
                        "/../../../escaped",
                        "..",
                        "/",
                        "/a\nb\r\tc\0d",
                        "/\u001b]0;owned\u0007\u009b31m",
                        "/]]><script>alert(1)</script>&amp;\"'",
                        "/lone \ud800 surrogate \udc00",
                        "/" + "\u00e4".repeat(300),
                        "/" + "x".repeat(3000),
                        "/right \u202e to left",
                        "{\"json\": [",
                        "-rf *");
        sink.open();
        for (String name : names) {
            Attempt attempt = feed.begin(name, name);
            feed.report(attempt, TestResult.of(Status.FAIL).withName(name).withNote(name));
            feed.report(attempt, TestResult.of(Status.PASS).withNote(name));
            feed.end(attempt, Status.PASS, Standing.FINAL);
        }
        sink.close();

        assertThat(shown(target))
                .extracting(Shown::status)
                .hasSize(names.size())
                .containsOnly("pass");
        assertThat(childrenOf(temporary)).containsExactlyInAnyOrder(target, attempts);
    }

    private static List<Path> childrenOf(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.toList();
        }
    }
}

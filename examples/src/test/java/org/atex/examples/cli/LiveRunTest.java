package org.atex.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.atex.core.learn.Durations;
import org.atex.core.learn.PastAttempt;
import org.atex.core.orchestrate.RunEvent.AttemptAttached;
import org.atex.core.orchestrate.RunEvent.AttemptFinished;
import org.atex.core.orchestrate.RunEvent.ResultStored;
import org.atex.core.orchestrate.RunEvent.RunResumed;
import org.atex.core.orchestrate.RunEvent.RunStarted;
import org.atex.core.orchestrate.RunEvent.SystemAdopted;
import org.atex.core.orchestrate.RunEvent.SystemReleased;
import org.atex.core.orchestrate.RunEvent.SystemReserving;
import org.atex.core.orchestrate.RunEvent.TestFinished;
import org.atex.core.orchestrate.RunEvent.TestStarted;
import org.atex.core.orchestrate.TestVerdict;
import org.atex.core.result.SinkEvent.Standing;
import org.atex.core.result.Status;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestResult;
import org.atex.core.result.Verdict;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.TestRun;
import org.junit.jupiter.api.Test;

class LiveRunTest {

    private static final int ROOM = 20;

    private final TestRun quick = TestRun.named("/quick", "true").timeLimit(minutes(2)).build();
    private final TestRun slow = TestRun.named("/slow", "true").timeLimit(minutes(10)).build();
    private long nanos = 1_000_000_000_000L;
    private int attempts;

    private static Duration minutes(long count) {
        return Duration.ofMinutes(count);
    }

    private LiveRun live(Durations durations) {
        LiveRun live = new LiveRun(durations, () -> nanos);
        live.tell(new RunStarted(List.of(quick, slow)));
        return live;
    }

    private Attempt attempt(TestRun test, String system) {
        return new Attempt(++attempts, test, 1, system, Platform.any(), Path.of("a"));
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private static TestOutcome passed(Duration took) {
        return TestOutcome.exited(0, Optional.of(Status.PASS), took);
    }

    private void finish(LiveRun live, Attempt attempt, Duration took) {
        TestOutcome outcome = passed(took);
        live.tell(new AttemptFinished(attempt, outcome, Standing.FINAL));
        live.tell(
                new TestFinished(
                        new TestVerdict(
                                attempt.test(), Verdict.PASSED, "", 1, Optional.of(outcome))));
    }

    @Test
    void runningTestIsShownWithItsTimeAndItsLimit() {
        LiveRun live = live(Durations.none());
        Attempt attempt = attempt(slow, "one");
        live.tell(new SystemReserving("one", Platform.any()));
        assertThat(live.lines(ROOM)).contains("one  is being reserved");
        assertThat(live.running()).isFalse();

        live.tell(new TestStarted(attempt));
        pass(Duration.ofSeconds(83));
        live.tell(new ResultStored(attempt, TestResult.of(Status.PASS)));

        assertThat(live.running()).isTrue();
        assertThat(live.lines(ROOM))
                .containsExactly(
                        "one  1:23 limit 10:00  /slow, 1 result",
                        "0 of 2 tests are finished, 1 running");
    }

    @Test
    void learnedDurationsSayWhatIsExpectedAndWhatIsLeft() {
        Durations learned =
                Durations.learnedFrom(
                        List.of(
                                PastAttempt.of(quick, passed(minutes(1))),
                                PastAttempt.of(slow, passed(minutes(5)))));
        LiveRun live = live(learned);
        live.tell(new SystemReserving("one", Platform.any()));
        live.tell(new TestStarted(attempt(slow, "one")));
        pass(minutes(1));

        List<String> lines = live.lines(ROOM);
        assertThat(lines.get(0)).matches("one {2}1:00 of about [45]:\\d\\d {2}/slow");
        assertThat(lines.get(1)).matches("0 of 2 .*, 1 running, about [45]:\\d\\d left");
    }

    @Test
    void whatIsLeftIsScaledAsTestsTurnOutToTake() {
        LiveRun live = live(Durations.none());
        live.tell(new SystemReserving("one", Platform.any()));
        Attempt attempt = attempt(quick, "one");
        live.tell(new TestStarted(attempt));
        finish(live, attempt, minutes(1)); // half of its limit

        assertThat(live.lines(ROOM))
                .containsExactly(
                        "one  is free", "1 of 2 tests are finished, 1 passed, about 5:00 left");
    }

    @Test
    void releasedSystemsAndAttachedAttemptsLeaveNoLine() {
        LiveRun live = new LiveRun(Durations.none(), () -> nanos);
        live.tell(
                new RunResumed(
                        List.of(slow),
                        List.of(new TestVerdict(quick, Verdict.FAILED, "", 1, Optional.empty()))));
        live.tell(new SystemAdopted("new", Platform.any(), "somewhere"));
        Attempt attempt = attempt(slow, "old");
        live.tell(new AttemptAttached(attempt));
        assertThat(live.lines(ROOM))
                .containsExactly(
                        "new  is taken over",
                        "old  0:00 limit 10:00  /slow",
                        "1 of 2 tests are finished, 1 failed, 1 running");

        finish(live, attempt, minutes(1));
        live.tell(new SystemReleased("new"));

        assertThat(live.lines(ROOM))
                .containsExactly("2 of 2 tests are finished, 1 passed, 1 failed");
    }

    @Test
    void moreSystemsThanThereIsRoomForAreCounted() {
        LiveRun live = live(Durations.none());
        IntStream.range(0, 500)
                .forEach(i -> live.tell(new SystemReserving("s" + i, Platform.any())));

        assertThat(live.lines(5))
                .hasSize(5)
                .contains("s2  is being reserved", "and 497 more systems");
    }

    @Test
    void hostileNamesDriveNoTerminal() {
        LiveRun live = live(Durations.none());
        TestRun hostile = TestRun.named("/\u001b[2J\u202e\nx", "true").build();

        live.tell(new TestStarted(attempt(hostile, "\u009bone")));

        assertThat(live.lines(ROOM)).allSatisfy(line -> assertThat(line).matches("[ -~]*"));
    }
}

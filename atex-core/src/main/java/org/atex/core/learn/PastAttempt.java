package org.atex.core.learn;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.atex.core.journal.AttemptHistory;
import org.atex.core.journal.Journal;
import org.atex.core.journal.RunHistory;
import org.atex.core.journal.TestHistory;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestOutcome.End;
import org.atex.core.test.TestRun;

/**
 * An attempt of an earlier run.
 *
 * @param test the name of the test
 * @param platform the name of the platform that its results carry; may be empty
 * @param timeLimit how long it was allowed to take
 * @param outcome how it ended
 */
public record PastAttempt(String test, String platform, Duration timeLimit, TestOutcome outcome) {

    /** Checks the parts. */
    public PastAttempt {
        Objects.requireNonNull(test, "test");
        Objects.requireNonNull(platform, "platform");
        Objects.requireNonNull(timeLimit, "timeLimit");
        Objects.requireNonNull(outcome, "outcome");
    }

    /** An attempt of a test on its target platform. */
    public static PastAttempt of(TestRun test, TestOutcome outcome) {
        return new PastAttempt(test.name(), test.target().name(), test.timeLimit(), outcome);
    }

    /** The attempts of a run that have ended, in the order in which they began. */
    public static List<PastAttempt> of(RunHistory run) {
        return run.attempts().stream().flatMap(attempt -> of(attempt).stream()).toList();
    }

    private static Optional<PastAttempt> of(AttemptHistory attempt) {
        TestHistory test = attempt.test();
        return attempt.outcome()
                .map(
                        how ->
                                new PastAttempt(
                                        test.name(), attempt.platform(), test.timeLimit(), how));
    }

    /**
     * The attempts of the run in a run directory that have ended.
     *
     * @throws IOException if its journal cannot be read
     * @throws org.atex.core.journal.JournalException if it is none, or damaged
     */
    public static List<PastAttempt> in(Path runDirectory) throws IOException {
        try (Journal journal = Journal.open(runDirectory)) {
            return of(RunHistory.of(journal));
        }
    }

    /** Whether it took as long as the test takes: it was neither cut short nor never started. */
    boolean complete() {
        return outcome.end() == End.EXITED || outcome.end() == End.TIMED_OUT;
    }

    /** Whether it says something about the test: not if somebody cancelled it. */
    boolean counts() {
        return outcome.end() != End.CANCELLED;
    }
}

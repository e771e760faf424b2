package org.atex.core.orchestrate;

import java.util.Objects;
import java.util.Optional;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.Verdict;
import org.atex.core.test.TestRun;

/**
 * What a run says of one test in the end.
 *
 * @param test the test
 * @param verdict the verdict
 * @param reason why, for verdicts that are not about the test itself; else empty
 * @param attempts how often it ran
 * @param outcome of the last attempt, if there was one
 */
public record TestVerdict(
        TestRun test, Verdict verdict, String reason, int attempts, Optional<TestOutcome> outcome) {

    /** Checks the parts. */
    public TestVerdict {
        Objects.requireNonNull(test, "test");
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(outcome, "outcome");
    }

    /** {@code /smoke/login: failed (exit code 1)}. */
    @Override
    public String toString() {
        String why = reason.isEmpty() ? outcome.map(TestOutcome::toString).orElse("") : reason;
        return test + ": " + verdict + (why.isEmpty() ? "" : " (" + why + ")");
    }
}

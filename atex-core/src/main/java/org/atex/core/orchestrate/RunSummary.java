package org.atex.core.orchestrate;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import org.atex.core.AtexException;
import org.atex.core.result.Verdict;

/**
 * What is left of a run at its end. Immutable.
 *
 * @param tests the verdict of each test, in given order
 * @param problems what went wrong beside the tests
 * @param failure why the run ended early, if it did: too many failed setups, a broken sink or
 *     policy
 * @param took from the first reservation to the last release
 * @param flakyPasses whether a test that failed and then passed counts as passed
 */
public record RunSummary(
        List<TestVerdict> tests,
        List<Problem> problems,
        Optional<AtexException> failure,
        Duration took,
        boolean flakyPasses) {

    /** Copies the lists. */
    public RunSummary {
        tests = List.copyOf(tests);
        problems = List.copyOf(problems);
        Objects.requireNonNull(failure, "failure");
        Objects.requireNonNull(took, "took");
    }

    /**
     * Whether the run came to its end and every test passed; flaky ones count as was asked for, see
     * {@link Orchestrator.Builder#flakyIs}.
     */
    public boolean passed() {
        return failure.isEmpty() && tests.stream().allMatch(test -> passes(test.verdict()));
    }

    private boolean passes(Verdict verdict) {
        return verdict == Verdict.FLAKY ? flakyPasses : verdict.good();
    }

    /** How many tests have this verdict. */
    public long count(Verdict verdict) {
        return tests.stream().filter(test -> test.verdict() == verdict).count();
    }

    /** How many tests ran more than once. */
    public long rerun() {
        return tests.stream().filter(test -> test.attempts() > 1).count();
    }

    /** {@code 41 passed, 1 failed, 2 rerun}. */
    @Override
    public String toString() {
        StringJoiner words = new StringJoiner(", ");
        for (Verdict verdict : Verdict.values()) {
            long count = count(verdict);
            if (count > 0 || verdict == Verdict.PASSED) {
                words.add(count + " " + verdict);
            }
        }
        if (rerun() > 0) {
            words.add(rerun() + " rerun");
        }
        failure.ifPresent(why -> words.add("run failed: " + why.getMessage()));
        return words.toString();
    }
}

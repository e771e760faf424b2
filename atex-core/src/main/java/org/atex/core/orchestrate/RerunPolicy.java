package org.atex.core.orchestrate;

import org.atex.core.result.TestOutcome;
import org.atex.core.test.Attempt;

/**
 * Whether a test gets another attempt (ORC-12). Asked after an error of the test or an exit code
 * other than 0; not after a cancel, nor for lost systems, which have a budget of their own. Must be
 * quick; never called twice at a time.
 */
@FunctionalInterface
public interface RerunPolicy {

    /**
     * Whether the test runs again.
     *
     * @param attempt the one that has ended
     * @param outcome how
     * @param reruns how many reruns this policy gave the test already
     */
    boolean rerun(Attempt attempt, TestOutcome outcome, int reruns);

    /** The default: no test runs again. */
    static RerunPolicy never() {
        return (attempt, outcome, reruns) -> false;
    }

    /** A failed test runs again, this many times at the most (ORC-23). */
    static RerunPolicy failedUpTo(int times) {
        return (attempt, outcome, reruns) -> reruns < times;
    }
}

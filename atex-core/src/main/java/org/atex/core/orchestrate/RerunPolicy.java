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
     * The reruns that were given before, those for lost systems not counted.
     *
     * @param ofTest to this test
     * @param ofRun to all tests of the run
     */
    record Reruns(int ofTest, int ofRun) {}

    /**
     * Whether the test runs again.
     *
     * @param attempt the one that has ended
     * @param outcome how
     * @param before the reruns that were given before
     */
    boolean rerun(Attempt attempt, TestOutcome outcome, Reruns before);

    /** Whether a test that failed on a system may run again on that very system. */
    default boolean sameSystemWillDo() {
        return true;
    }

    /** The default: no test runs again. */
    static RerunPolicy never() {
        return (attempt, outcome, before) -> false;
    }

    /** A failed test runs again, this many times at the most (ORC-23). */
    static RerunPolicy failedUpTo(int times) {
        return (attempt, outcome, before) -> before.ofTest() < times;
    }

    /** This policy, until so many reruns were given to all tests of the run together. */
    default RerunPolicy atMostInRun(int times) {
        return and((attempt, outcome, before) -> before.ofRun() < times);
    }

    /** This policy, but a test never runs again on the system on which it has just failed. */
    default RerunPolicy onAnotherSystem() {
        return new Combined(this, false);
    }

    /** Another attempt if both say so; on another system if one of them wants that. */
    default RerunPolicy and(RerunPolicy other) {
        return new Combined(
                (attempt, outcome, before) ->
                        rerun(attempt, outcome, before) && other.rerun(attempt, outcome, before),
                sameSystemWillDo() && other.sameSystemWillDo());
    }

    /**
     * What a policy was made of.
     *
     * @param policy decides
     * @param sameSystemWillDo whether the same system will do
     */
    record Combined(RerunPolicy policy, boolean sameSystemWillDo) implements RerunPolicy {
        @Override
        public boolean rerun(Attempt attempt, TestOutcome outcome, Reruns before) {
            return policy.rerun(attempt, outcome, before);
        }
    }
}

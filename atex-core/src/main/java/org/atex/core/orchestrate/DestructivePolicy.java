package org.atex.core.orchestrate;

import org.atex.core.result.TestOutcome;
import org.atex.core.test.Attempt;
import org.atex.core.test.TestRun;

/**
 * Whether a system is unfit for more tests after an attempt that ended with an exit code (ORC-10).
 * After an error, or when the system is gone, it always is. Must be quick; never called twice at a
 * time.
 */
@FunctionalInterface
public interface DestructivePolicy {

    /** Whether the system is released now. */
    boolean destructive(Attempt attempt, TestOutcome outcome);

    /** The default: exit code other than 0, or the tag {@code destructive}. */
    static DestructivePolicy failedOrTagged() {
        return failed().or(tagged());
    }

    /** Exit code other than 0, whatever the tags. */
    static DestructivePolicy failed() {
        return (attempt, outcome) -> !outcome.exitedWith(0);
    }

    /** Only the tag {@code destructive}, whatever the exit code. */
    static DestructivePolicy tagged() {
        return (attempt, outcome) -> attempt.test().tags().contains(TestRun.DESTRUCTIVE);
    }

    /** If one of them says so. */
    default DestructivePolicy or(DestructivePolicy other) {
        return (attempt, outcome) ->
                destructive(attempt, outcome) || other.destructive(attempt, outcome);
    }
}

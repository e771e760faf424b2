package org.atex.core.orchestrate;

/** Where in the queue a test goes that gets another attempt. */
public enum RerunPlace {
    /** To the end, after all tests that have not run yet (ORC-12); the default. */
    LAST,
    /**
     * To where its order puts it, as if it had not run yet. A long test that fails late in the run
     * then starts again at once rather than when all others are done, which makes the tail of a run
     * shorter.
     */
    IN_ORDER
}

package org.atex.core.result;

import java.time.Instant;
import org.atex.core.test.Attempt;

/**
 * What a {@link ResultSink} is told. Each event of a run has a number, from 1 and without gaps
 * (AGG-15).
 */
public sealed interface SinkEvent {

    /** The number of the event in its run. */
    long number();

    /** The attempt it is about. */
    Attempt attempt();

    /**
     * An attempt begins.
     *
     * @param number the number of the event
     * @param attempt the attempt
     * @param at when, by the wall clock of the runner
     */
    record AttemptBegan(long number, Attempt attempt, Instant at) implements SinkEvent {}

    /**
     * A test reported a result, and it is on disk.
     *
     * @param number the number of the event
     * @param attempt the attempt
     * @param result what it reported
     */
    record ResultReported(long number, Attempt attempt, TestResult result) implements SinkEvent {}

    /**
     * An attempt has ended, its artifacts are complete.
     *
     * @param number the number of the event
     * @param attempt the attempt
     * @param outcome how it ended
     * @param standing whether it counts
     * @param at when, by the wall clock of the runner
     */
    record AttemptEnded(
            long number, Attempt attempt, TestOutcome outcome, Standing standing, Instant at)
            implements SinkEvent {}

    /** Whether an ended attempt counts (ORC-13). */
    enum Standing {
        /** It is the verdict of its test. */
        FINAL,
        /** The test gets another attempt. */
        SUPERSEDED
    }
}

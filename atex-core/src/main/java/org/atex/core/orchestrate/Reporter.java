package org.atex.core.orchestrate;

import java.util.concurrent.atomic.AtomicLong;
import org.atex.core.execute.AttemptListener;
import org.atex.core.result.TestResult;
import org.atex.core.test.Attempt;

/** Passes on what an attempt reports, and counts its results. */
final class Reporter implements AttemptListener {

    private final Attempts attempts;
    private final Attempt attempt;
    private final long known;
    private final AtomicLong results = new AtomicLong();

    /**
     * Makes one.
     *
     * @param known how many results an earlier process has passed on; they are heard again
     */
    Reporter(Attempts attempts, Attempt attempt, long known) {
        this.attempts = attempts;
        this.attempt = attempt;
        this.known = known;
    }

    @Override
    public void reported(TestResult result) {
        if (results.incrementAndGet() > known) {
            attempts.reported(attempt, result);
        }
    }

    @Override
    public void started() {
        attempts.started(attempt);
    }

    /** How many results the attempt has. */
    long results() {
        return Math.max(known, results.get());
    }
}

package org.atex.core.orchestrate;

import java.util.concurrent.atomic.AtomicLong;
import org.atex.core.execute.AttemptListener;
import org.atex.core.result.TestResult;
import org.atex.core.test.Attempt;

/** Passes on what an attempt reports, and counts its results. */
final class Reporter implements AttemptListener {

    private final Run run;
    private final Attempt attempt;
    private final long known;
    private final AtomicLong results = new AtomicLong();

    /**
     * Makes one.
     *
     * @param known how many results an earlier process has passed on; they are heard again
     */
    Reporter(Run run, Attempt attempt, long known) {
        this.run = run;
        this.attempt = attempt;
        this.known = known;
    }

    @Override
    public void reported(TestResult result) {
        if (results.incrementAndGet() > known) {
            run.reported(attempt, result);
        }
    }

    @Override
    public void started() {
        run.started(attempt);
    }

    /** How many results the attempt has. */
    long results() {
        return Math.max(known, results.get());
    }
}

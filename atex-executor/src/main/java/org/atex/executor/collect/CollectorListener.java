package org.atex.executor.collect;

import org.atex.core.result.TestResult;
import org.atex.executor.control.DurationChange;

/** Hears what the control streams of a test say. Called in the calls to {@link Collector}. */
public interface CollectorListener {

    /** The line of this result has been stored; in the order of the lines. */
    void reported(TestResult result);

    /** The test changes its time limit (CTL-11). */
    void duration(DurationChange change);

    /** The test has an exit code; the last one counts (CTL-10). */
    void exitCode(int code);

    /**
     * The test said {@code disconnect} (CTL-12). All its streams are closed by now; connections and
     * the listening socket are for the caller to close.
     */
    void disconnect();
}

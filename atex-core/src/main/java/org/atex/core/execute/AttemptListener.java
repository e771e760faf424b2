package org.atex.core.execute;

import org.atex.core.result.TestResult;

/** Hears of an attempt while it runs. Called by one thread at a time, and must be quick. */
@FunctionalInterface
public interface AttemptListener {

    /** A result is stored; in the order in which results were stored (CTL-16). */
    void reported(TestResult result);

    /** The test itself starts, its preparation is over; the clock runs from here (DUR-07). */
    default void started() {}
}

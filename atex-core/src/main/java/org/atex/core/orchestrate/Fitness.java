package org.atex.core.orchestrate;

import org.atex.core.system.Provisioner;
import org.atex.core.test.TestRun;

/**
 * How much a test should run on a system next (ORC-07). Goes before the order: highest first, ties
 * in order. Must be quick; never called twice at a time.
 */
@FunctionalInterface
public interface Fitness {

    /** From negative infinity, never, to positive infinity, now; NaN counts as never. */
    double fitness(TestRun test, Provisioner system);

    /** The default: the same for all. */
    static Fitness equal() {
        return BuiltIn.EQUAL;
    }
}

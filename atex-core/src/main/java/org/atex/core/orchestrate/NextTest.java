package org.atex.core.orchestrate;

import java.util.List;
import java.util.Optional;
import org.atex.core.system.Provisioner;
import org.atex.core.test.TestRun;

/**
 * Chooses the next test of a system from all that wait, in place of {@link Applicable} and {@link
 * Fitness} (ORC-07). Also asked with systems that are not reserved yet, to see whether one is
 * wanted. Must be quick; never called twice at a time.
 */
@FunctionalInterface
public interface NextTest {

    /**
     * Chooses.
     *
     * @param queue the tests that wait, in order; unmodifiable, never empty
     * @param system the system that is free
     * @param previous what it ran last, if anything
     * @return one of the queue; empty: the system is released without replacement
     */
    Optional<TestRun> choose(List<TestRun> queue, Provisioner system, Optional<TestRun> previous);
}

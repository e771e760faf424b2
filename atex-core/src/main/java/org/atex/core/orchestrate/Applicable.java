package org.atex.core.orchestrate;

import org.atex.core.system.Provisioner;
import org.atex.core.test.TestRun;

/**
 * Whether a test may run on a system at all (ORC-06). Also asked with systems that are not reserved
 * yet and carry no marks (PRV-04). Must be quick; never called twice at a time.
 */
@FunctionalInterface
public interface Applicable {

    /** Whether the test may run there. */
    boolean applicable(TestRun test, Provisioner system);

    /** The default: the system has each dimension of the test's target with equal text. */
    static Applicable byPlatform() {
        return BuiltIn.BY_PLATFORM;
    }

    /** Both must agree. */
    default Applicable and(Applicable other) {
        return (test, system) -> applicable(test, system) && other.applicable(test, system);
    }
}

package org.atex.executor;

import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Assumptions;

/** Whether tests on real servers may be skipped: system property {@code atex.real}. */
final class Real {

    private Real() {}

    /** Skips the test if something is missing, or fails it if real servers are required. */
    static void require(boolean there, String otherwise) {
        if (!there && "required".equals(System.getProperty("atex.real"))) {
            fail(otherwise);
        }
        Assumptions.assumeTrue(there, otherwise);
    }
}

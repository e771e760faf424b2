package org.atex.core.orchestrate;

import org.atex.core.test.SystemSetup;

/** What a free system does next. */
sealed interface Step {

    /** Run this test, after a start with its setup where needed. */
    record RunTest(QueuedTest queued) implements Step {}

    /** Start with this setup, then ask again: a spare for tests that may come back. */
    record Prepare(SystemSetup setup) implements Step {}

    /** Stay as it is until something changes. */
    record Wait() implements Step {}

    /** Go. */
    record Leave() implements Step {}
}

package org.atex.core.orchestrate;

import java.util.Optional;
import org.atex.core.test.Attempt;
import org.atex.core.test.SystemSetup;

/** What a free system does next. */
sealed interface Step {

    /**
     * Run this test.
     *
     * @param attempt the attempt that has begun; none if a start with the test's setup comes first
     */
    record RunTest(QueuedTest queued, Optional<Attempt> attempt) implements Step {}

    /** Start with this setup, then ask again: a spare for tests that may come back. */
    record Prepare(SystemSetup setup) implements Step {}

    /** Stay as it is until something changes. */
    record Wait() implements Step {}

    /** Go: finish, and be released. */
    record Leave() implements Step {}

    /** Be released as it is. */
    record GiveBack() implements Step {}
}

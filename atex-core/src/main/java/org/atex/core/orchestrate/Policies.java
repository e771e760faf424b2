package org.atex.core.orchestrate;

import java.util.Comparator;
import java.util.Optional;
import org.atex.core.test.TestRun;

/** All decisions that a user may replace. */
record Policies(
        Applicable applicable,
        Comparator<TestRun> order,
        Fitness fitness,
        Optional<NextTest> nextTest,
        RerunPolicy rerun,
        RerunPlace rerunPlace,
        DestructivePolicy destructive,
        int spares,
        int maxFailedSetups,
        int maxFailuresInARow,
        int maxInfraReruns,
        boolean flakyPasses) {}

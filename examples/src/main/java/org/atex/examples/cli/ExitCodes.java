package org.atex.examples.cli;

import java.util.Set;
import org.atex.core.orchestrate.RunSummary;
import org.atex.core.result.SinkException;
import org.atex.core.result.Verdict;

/** What the process ends with. */
final class ExitCodes {

    static final int PASSED = 0;
    static final int FAILED = 1;
    static final int TROUBLE = 2;

    private static final Set<Verdict> NOTHING_SAID =
            Set.of(Verdict.INFRA, Verdict.CANCELLED, Verdict.NOT_RUN);

    private ExitCodes() {}

    /** Trouble wins over failed tests, for those may be its doing. */
    static int of(RunSummary summary) {
        if (summary.failure().isPresent() || lostResults(summary) || silent(summary) > 0) {
            return TROUBLE;
        }
        return summary.passed() ? PASSED : FAILED;
    }

    /** How many tests have come to nothing: nobody knows whether they would pass. */
    static long silent(RunSummary summary) {
        return summary.tests().stream()
                .filter(test -> NOTHING_SAID.contains(test.verdict()))
                .count();
    }

    private static boolean lostResults(RunSummary summary) {
        return summary.problems().stream()
                .anyMatch(problem -> problem.cause() instanceof SinkException);
    }
}

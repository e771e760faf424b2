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
        if (summary.failure().isPresent() || lostResults(summary) || any(summary, NOTHING_SAID)) {
            return TROUBLE;
        }
        return summary.passed() ? PASSED : FAILED;
    }

    private static boolean any(RunSummary summary, Set<Verdict> verdicts) {
        return summary.tests().stream().anyMatch(test -> verdicts.contains(test.verdict()));
    }

    private static boolean lostResults(RunSummary summary) {
        return summary.problems().stream()
                .anyMatch(problem -> problem.cause() instanceof SinkException);
    }
}

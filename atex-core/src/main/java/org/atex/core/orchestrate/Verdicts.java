package org.atex.core.orchestrate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.Verdict;

/** What the tests of a run come to, each once. Part of the {@link Scheduler}. */
final class Verdicts {

    private final List<QueuedTest> tests;
    private final List<TestVerdict> news = new ArrayList<>();

    /**
     * Makes one.
     *
     * @param tests of the run, a view
     */
    Verdicts(List<QueuedTest> tests) {
        this.tests = tests;
    }

    /** Its last attempt says it. */
    void conclude(QueuedTest queued, TestOutcome last) {
        conclude(queued, verdictOf(queued, last), "");
    }

    /** It will not run. */
    void notRun(QueuedTest queued, String why) {
        conclude(queued, Verdict.NOT_RUN, why);
    }

    /** It will not run any more; one that waits for a rerun keeps what it has come to. */
    void concludeWaiting(QueuedTest queued, String why) {
        TestOutcome last = queued.lastOutcome;
        if (last == null) {
            notRun(queued, why);
        } else {
            conclude(queued, verdictOf(queued, last), "no rerun: " + why);
        }
    }

    private void conclude(QueuedTest queued, Verdict verdict, String reason) {
        news.add(queued.conclude(verdict, reason));
    }

    private static Verdict verdictOf(QueuedTest queued, TestOutcome outcome) {
        return switch (outcome.end()) {
            case EXITED ->
                    outcome.passed()
                            ? queued.failedOnce ? Verdict.FLAKY : Verdict.PASSED
                            : Verdict.FAILED;
            case TIMED_OUT -> Verdict.TIMED_OUT;
            case PROTOCOL_ERROR -> Verdict.FAILED;
            case SETUP_FAILED, SYSTEM_LOST -> Verdict.INFRA;
            case CANCELLED -> Verdict.CANCELLED;
        };
    }

    /** Those that came since the last call. */
    List<TestVerdict> takeNews() {
        List<TestVerdict> taken = List.copyOf(news);
        news.clear();
        return taken;
    }

    /** Those of all tests, in given order, once they are there. */
    List<TestVerdict> all() {
        List<TestVerdict> all = soFar();
        if (all.size() < tests.size()) {
            throw new IllegalStateException("there are tests without a verdict");
        }
        return all;
    }

    List<TestVerdict> soFar() {
        return tests.stream()
                .flatMap(queued -> Optional.ofNullable(queued.verdict).stream())
                .toList();
    }
}

package org.atex.core.orchestrate;

import java.util.Optional;
import org.atex.core.journal.AttemptHistory;
import org.atex.core.journal.JournalEntry.Next;
import org.atex.core.journal.TestHistory;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.Verdict;
import org.atex.core.test.TestRun;
import org.jspecify.annotations.Nullable;

/** One test of a run, and how far it has come. */
final class QueuedTest {

    enum State {
        WAITING,
        RUNNING,
        DONE
    }

    final TestRun test;
    final int place;
    final int rank;
    State state = State.WAITING;
    long rerunPlace;
    int attempts;
    int reruns;
    int infraReruns;
    boolean failedOnce;
    @Nullable String platformName;
    @Nullable String avoided;
    @Nullable TestGroup group;
    @Nullable TestOutcome lastOutcome;
    @Nullable TestVerdict verdict;

    /**
     * Makes one that waits.
     *
     * @param place in the list of the run
     * @param rank in the order of the queue
     */
    QueuedTest(TestRun test, int place, int rank) {
        this.test = test;
        this.place = place;
        this.rank = rank;
    }

    /** Takes over what a journal says of its attempts. */
    void restore(TestHistory history) {
        for (AttemptHistory attempt : history.attempts()) {
            attempts = Math.max(attempts, attempt.tryNumber());
            platformName = test.target().hasName() ? null : attempt.platform();
            attempt.next().ifPresent(next -> restore(next, attempt.outcome().orElseThrow()));
        }
    }

    private void restore(Next next, TestOutcome outcome) {
        switch (next) {
            case NOTHING -> lastOutcome = outcome;
            case RERUN -> {
                reruns++;
                failedOnce = true;
                lastOutcome = outcome;
            }
            case INFRA_RERUN -> {
                infraReruns++;
                lastOutcome = outcome;
            }
            case AGAIN, REFUSED -> {
                // it is as if that attempt had not been
            }
        }
    }

    TestVerdict conclude(Verdict verdict, String reason) {
        state = State.DONE;
        TestVerdict made =
                new TestVerdict(test, verdict, reason, attempts, Optional.ofNullable(lastOutcome));
        this.verdict = made;
        return made;
    }

    @Override
    public String toString() {
        return test.toString();
    }
}

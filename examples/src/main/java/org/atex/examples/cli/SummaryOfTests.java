package org.atex.examples.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.atex.core.journal.AttemptHistory;
import org.atex.core.journal.RunHistory;
import org.atex.core.journal.TestHistory;
import org.atex.core.orchestrate.RunEvent;
import org.atex.core.orchestrate.RunEvent.AttemptFinished;
import org.atex.core.orchestrate.RunEvent.AttemptStarted;
import org.atex.core.orchestrate.RunEvent.ResultStored;
import org.atex.core.orchestrate.RunEvent.TestFinished;
import org.atex.core.orchestrate.RunListener;
import org.atex.core.orchestrate.RunSummary;
import org.atex.core.orchestrate.TestVerdict;
import org.atex.core.result.Status;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestResult;
import org.atex.core.result.Verdict;
import org.atex.core.test.TestRun;
import org.atex.report.console.SummaryTable;

/** The table at the end: every test with its verdict, those that never ran included. */
final class SummaryOfTests implements RunListener {

    private static final int LONGEST_NOTE = 200;

    private final Map<TestRun, Said> said = new HashMap<>();
    private final Set<TestRun> told = new HashSet<>();
    private final Optional<RunHistory> before;
    private final SummaryTable table =
            new SummaryTable(
                    Terminal.columns().orElse(Integer.MAX_VALUE), Terminal.columns().isPresent());

    /**
     * Makes an empty one.
     *
     * @param before what the journal said when the run was resumed, if it was
     */
    SummaryOfTests(Optional<RunHistory> before) {
        this.before = before;
    }

    /** What the last attempt of a test said so far. */
    private static final class Said {

        private String platform = "";
        private String note = "";
        private int subtests;
        private int bad;

        void add(TestResult result) {
            if (result.name().isPresent()) {
                subtests++;
                bad += result.status().filter(Status::bad).isPresent() ? 1 : 0;
            } else {
                note = result.note().orElse(note);
            }
        }

        String note() {
            String shortened = note.substring(0, Math.min(note.length(), LONGEST_NOTE));
            boolean silent = shortened.isEmpty() && bad > 0;
            return silent ? "%d of %d subtests failed".formatted(bad, subtests) : shortened;
        }
    }

    @Override
    public void on(RunEvent event) {
        if (event instanceof AttemptStarted started) {
            said.put(started.attempt().test(), new Said());
        } else if (event instanceof ResultStored stored) {
            of(stored.attempt().test()).add(stored.result());
        } else if (event instanceof AttemptFinished finished) {
            of(finished.attempt().test()).platform = finished.attempt().platform().name();
        } else if (event instanceof TestFinished finished) {
            add(finished.verdict());
        }
    }

    private void add(TestVerdict verdict) {
        if (told.add(verdict.test())) {
            table.add(line(verdict));
        }
    }

    private Said of(TestRun test) {
        return said.computeIfAbsent(test, key -> new Said());
    }

    private SummaryTable.Line line(TestVerdict verdict) {
        Said last = of(verdict.test());
        said.remove(verdict.test());
        return new SummaryTable.Line(
                verdict.test().name(),
                last.platform.isEmpty() ? verdict.test().target().name() : last.platform,
                word(verdict.verdict()),
                verdict.outcome().map(TestOutcome::took).orElse(Duration.ZERO),
                note(verdict, last));
    }

    /** The word that a report would use, where there is one. */
    static String word(Verdict verdict) {
        return switch (verdict) {
            case PASSED -> Status.PASS.word();
            case FAILED -> Status.FAIL.word();
            case INFRA -> Status.INFRA.word();
            default -> verdict.toString();
        };
    }

    private static String note(TestVerdict verdict, Said last) {
        if (!verdict.reason().isEmpty()) {
            return verdict.reason();
        }
        boolean good = verdict.verdict().good();
        return last.note().isEmpty() && !good
                ? verdict.outcome().map(TestOutcome::toString).orElse("")
                : last.note();
    }

    /** Prints all tests of the run, those included that finished before it was resumed. */
    void printTo(Appendable out, RunSummary summary) throws IOException {
        before.ifPresent(history -> recall(summary, history));
        summary.tests().forEach(this::add);
        table.printTo(out);
    }

    /** Where tests ran that finished before. */
    private void recall(RunSummary summary, RunHistory history) {
        for (TestHistory test : history.tests()) {
            Said last = of(summary.tests().get(test.place()).test());
            if (last.platform.isEmpty()) {
                last.platform = HistoryTable.lastOf(test).map(AttemptHistory::platform).orElse("");
            }
        }
    }
}

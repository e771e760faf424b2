package org.atex.examples.cli;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.atex.core.journal.AttemptHistory;
import org.atex.core.journal.RunHistory;
import org.atex.core.journal.TestHistory;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.Verdict;
import org.atex.report.console.SummaryTable;

/** What a journal says of each test, those included that run or wait. */
final class HistoryTable {

    private final RunHistory history;
    private final Instant now;

    HistoryTable(RunHistory history, Instant now) {
        this.history = history;
        this.now = now;
    }

    void printTo(Appendable out) throws IOException {
        SummaryTable table =
                new SummaryTable(
                        Terminal.columns().orElse(Integer.MAX_VALUE),
                        Terminal.columns().isPresent());
        history.tests().forEach(test -> table.add(line(test)));
        table.printTo(out);
        for (var problem : history.problems()) {
            out.append("problem: ")
                    .append(Visible.of(problem.where() + ": " + problem.what()))
                    .append('\n');
        }
        if (history.ended().isEmpty()) {
            out.append("the run has not come to its end\n");
        }
    }

    private SummaryTable.Line line(TestHistory test) {
        Optional<AttemptHistory> last = lastOf(test);
        return new SummaryTable.Line(
                test.name(),
                last.map(AttemptHistory::platform).orElse(test.target()),
                word(test, last),
                last.map(this::took).orElse(Duration.ZERO),
                note(test, last));
    }

    /** The last attempt of a test so far. */
    static Optional<AttemptHistory> lastOf(TestHistory test) {
        List<AttemptHistory> attempts = test.attempts();
        return attempts.isEmpty()
                ? Optional.empty()
                : Optional.of(attempts.get(attempts.size() - 1));
    }

    private static String word(TestHistory test, Optional<AttemptHistory> last) {
        boolean runs = last.filter(attempt -> attempt.endedAt().isEmpty()).isPresent();
        return test.verdict().map(SummaryOfTests::word).orElse(runs ? "running" : "waiting");
    }

    private Duration took(AttemptHistory attempt) {
        return attempt.outcome()
                .map(TestOutcome::took)
                .orElseGet(
                        () -> Duration.between(attempt.startedAt().orElse(attempt.beganAt()), now));
    }

    private static String note(TestHistory test, Optional<AttemptHistory> last) {
        if (!test.reason().isEmpty()) {
            return test.reason();
        }
        Optional<AttemptHistory> running = last.filter(attempt -> attempt.endedAt().isEmpty());
        if (running.isPresent()) {
            return "on " + running.get().systemNow();
        }
        boolean good = test.verdict().filter(Verdict::good).isPresent();
        return good
                ? ""
                : last.flatMap(AttemptHistory::outcome).map(TestOutcome::toString).orElse("");
    }
}

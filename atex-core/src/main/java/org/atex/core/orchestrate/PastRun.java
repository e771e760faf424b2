package org.atex.core.orchestrate;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.atex.core.AtexException;
import org.atex.core.InvalidArgumentException;
import org.atex.core.journal.Journal;
import org.atex.core.journal.JournalEntry;
import org.atex.core.journal.JournalEntry.ProblemMet;
import org.atex.core.journal.JournalEntry.RunBegan;
import org.atex.core.journal.JournalEntry.RunResumed;
import org.atex.core.journal.JournalWriter;
import org.atex.core.journal.RunHistory;
import org.atex.core.journal.TestHistory;

/**
 * A run whose process died, or that has ended, as its journal tells it.
 *
 * @param history what the journal says
 * @param log the journal, open to go on
 */
record PastRun(RunHistory history, RunLog log) {

    /** The fact that must be the same on resume: systems name their factory by its place. */
    static final String FACTORIES = "factories";

    /** Starts the journal of a new run. */
    static RunLog begin(
            RunDirectory directory, TestList tests, Map<String, String> facts, Clock clock)
            throws IOException {
        List<JournalEntry> first = new ArrayList<>(List.of(began(tests, facts)));
        first.addAll(tests.listed(0));
        JournalWriter writer = JournalWriter.create(directory.path(), clock);
        try {
            return beginning(writer, first, tests, clock);
        } catch (IOException | RuntimeException e) {
            directory.deleteJournal();
            throw e;
        }
    }

    /** A run whose first lines cannot be written does not even start. */
    private static RunLog beginning(
            JournalWriter writer, List<JournalEntry> lines, TestList tests, Clock clock)
            throws IOException {
        try {
            writer.append(lines);
            return new RunLog(writer, clock, tests.tests());
        } catch (IOException | RuntimeException e) {
            writer.close();
            throw e;
        }
    }

    private static RunBegan began(TestList tests, Map<String, String> facts) {
        return new RunBegan(
                UUID.randomUUID().toString(), tests.fingerprint(), tests.tests().size(), facts);
    }

    /**
     * Reads the journal of a run.
     *
     * @throws InvalidArgumentException if there is none, or it is about other tests or factories
     */
    static PastRun read(Path directory, TestList tests, Map<String, String> facts, Clock clock)
            throws IOException {
        try (Journal journal = Journal.open(directory)) {
            RunHistory history = RunHistory.of(journal);
            history.began().ifPresent(began -> requireSame(directory, began, facts));
            history.began()
                    .ifPresent(began -> tests.requireSame(began.fingerprint(), history.tests()));
            JournalWriter writer = JournalWriter.resume(directory, journal, clock);
            List<JournalEntry> missing =
                    history.ended().isPresent() ? List.of() : missing(history, tests, facts);
            return new PastRun(history, beginning(writer, missing, tests, clock));
        } catch (NoSuchFileException e) {
            throw new InvalidArgumentException(directory + ": holds no journal of a run", e);
        }
    }

    private static void requireSame(Path directory, RunBegan began, Map<String, String> facts) {
        String then = began.facts().getOrDefault(FACTORIES, "");
        String now = facts.getOrDefault(FACTORIES, "");
        if (!then.equals(now)) {
            throw new InvalidArgumentException(
                    "%s: the run had %s factories of systems, now there are %s"
                            .formatted(directory, then, now));
        }
    }

    /** Writes what of the first lines is missing, and that somebody goes on. */
    private static List<JournalEntry> missing(
            RunHistory history, TestList tests, Map<String, String> facts) {
        List<JournalEntry> lines = new ArrayList<>();
        if (history.began().isEmpty()) {
            lines.add(began(tests, facts));
        }
        lines.addAll(tests.listed(history.tests().size()));
        lines.add(new RunResumed());
        return lines;
    }

    /** The verdicts and problems of a run that has ended; empty if it has not. */
    Optional<RunSummary> summary(TestList tests, boolean flakyPasses) {
        return history.ended()
                .map(
                        ended ->
                                new RunSummary(
                                        verdicts(tests),
                                        problems(),
                                        ended.failure().map(AtexException::new),
                                        ended.took(),
                                        flakyPasses));
    }

    private List<TestVerdict> verdicts(TestList tests) {
        List<TestVerdict> verdicts = new ArrayList<>();
        for (TestHistory test : history.tests()) {
            QueuedTest queued =
                    new QueuedTest(tests.tests().get(test.place()), test.place(), test.place());
            queued.restore(test);
            verdicts.add(queued.conclude(test.verdict().orElseThrow(), test.reason()));
        }
        return verdicts;
    }

    /** What went wrong beside the tests until then. */
    List<Problem> problems() {
        return history.problems().stream().map(PastRun::problem).toList();
    }

    private static Problem problem(ProblemMet met) {
        return new Problem(met.where(), met.what(), new AtexException(met.what()));
    }
}

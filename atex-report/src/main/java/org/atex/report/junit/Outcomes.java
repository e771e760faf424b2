package org.atex.report.junit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.atex.core.journal.AttemptHistory;
import org.atex.core.journal.RunHistory;
import org.atex.core.result.SinkEvent.Standing;
import org.atex.core.result.TestOutcome;
import org.atex.report.files.SafePath;

/** How the final attempts of a run ended, by platform and test. */
final class Outcomes {

    private record Place(String platform, String test) {}

    private final Map<Place, TestOutcome> outcomes = new HashMap<>();

    private Outcomes() {}

    static Outcomes of(RunHistory run) {
        Outcomes all = new Outcomes();
        run.attempts().stream()
                .filter(
                        attempt ->
                                attempt.next().filter(next -> isFinal(next.standing())).isPresent())
                .forEach(all::add);
        return all;
    }

    private static boolean isFinal(Standing standing) {
        return standing == Standing.FINAL;
    }

    private void add(AttemptHistory attempt) {
        attempt.outcome()
                .ifPresent(
                        outcome ->
                                outcomes.put(
                                        new Place(attempt.platform(), attempt.test().name()),
                                        outcome));
    }

    /** The cases of a test; of one that is not known no more than its results say. */
    Suites.CaseSource casesOf(
            String platform, String test, AttemptCases.Results results, Path files)
            throws IOException {
        TestOutcome outcome = outcomes.get(new Place(platform, test));
        if (outcome == null) {
            return cases -> results.read(result -> cases.add(AttemptCases.plain(test, result)));
        }
        Path directory = SafePath.below(SafePath.below(files, platform), test);
        return new AttemptCases(test, outcome, results, directory)::giveTo;
    }
}

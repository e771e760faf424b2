package org.atex.report.junit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.atex.core.result.SinkEvent.AttemptEnded;
import org.atex.core.result.Status;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestResult;
import org.atex.report.files.Artifacts;
import org.atex.report.files.Verdict;

/** The cases of an attempt. The last result of the test itself stands for the whole attempt. */
final class AttemptCases {

    private static final String OUTPUT = "output.txt";

    private final String test;
    private final TestOutcome outcome;
    private final Results results;
    private final Path files;
    private Optional<TestResult> own = Optional.empty();

    /**
     * Makes those of a test.
     *
     * @param files the directory with what it uploaded
     */
    AttemptCases(String test, TestOutcome outcome, Results results, Path files) {
        this.test = test;
        this.outcome = outcome;
        this.results = results;
        this.files = files;
    }

    /** Gives the results of an attempt, in their order. */
    @FunctionalInterface
    interface Results {
        void read(Artifacts.Reader reader) throws IOException;
    }

    /** Those of an attempt whose artifacts are still there. */
    static AttemptCases of(AttemptEnded ended) {
        Artifacts artifacts = Artifacts.of(ended.attempt());
        return new AttemptCases(
                ended.attempt().test().name(), ended.outcome(), artifacts::read, artifacts.files());
    }

    void giveTo(Suites.Cases cases) throws IOException {
        results.read(result -> take(result, cases));
        cases.add(verdict());
    }

    private void take(TestResult result, Suites.Cases cases) throws IOException {
        if (result.name().isPresent()) {
            cases.add(plain(test, result));
        } else {
            if (own.isPresent()) {
                cases.add(plain(test, own.get()));
            }
            own = Optional.of(result);
        }
    }

    /** A result by itself; without a status it is no failure. */
    static TestCase plain(String test, TestResult result) {
        return new TestCase(
                test,
                result.name().orElse(test),
                result.status().orElse(Status.PASS),
                result.note(),
                Optional.empty(),
                Optional.empty());
    }

    private TestCase verdict() throws IOException {
        Verdict verdict = Verdict.of(outcome);
        return new TestCase(
                test,
                test,
                verdict.status(),
                own.flatMap(TestResult::note).or(verdict::reason),
                Optional.of(outcome.took()),
                verdict.status().bad() ? output() : Optional.empty());
    }

    private Optional<String> output() throws IOException {
        return own.filter(result -> result.files().contains(OUTPUT)).isPresent()
                ? OutputTail.of(files.resolve(OUTPUT))
                : Optional.empty();
    }
}

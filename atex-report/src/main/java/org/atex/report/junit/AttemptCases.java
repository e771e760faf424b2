package org.atex.report.junit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.atex.core.result.SinkEvent.AttemptEnded;
import org.atex.core.result.Status;
import org.atex.core.result.TestResult;
import org.atex.report.files.Artifacts;
import org.atex.report.files.Verdict;

/** The cases of an attempt. The last result of the test itself stands for the whole attempt. */
final class AttemptCases {

    private static final String OUTPUT = "output.txt";

    private final AttemptEnded ended;
    private final String test;
    private final Artifacts artifacts;
    private Optional<TestResult> own = Optional.empty();

    AttemptCases(AttemptEnded ended) {
        this.ended = ended;
        this.test = ended.attempt().test().name();
        this.artifacts = Artifacts.of(ended.attempt());
    }

    void giveTo(Suites.Cases cases) throws IOException {
        artifacts.read(result -> take(result, cases));
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
        Verdict verdict = Verdict.of(ended.outcome());
        Optional<Duration> took = Optional.of(ended.outcome().took());
        return new TestCase(
                test,
                test,
                verdict.status(),
                own.flatMap(TestResult::note).or(verdict::reason),
                took,
                verdict.status().bad() ? output() : Optional.empty());
    }

    private Optional<String> output() throws IOException {
        Path file = artifacts.files().resolve(OUTPUT);
        return own.filter(result -> result.files().contains(OUTPUT)).isPresent()
                ? OutputTail.of(file)
                : Optional.empty();
    }
}

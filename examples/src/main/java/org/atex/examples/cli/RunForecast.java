package org.atex.examples.cli;

import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import org.atex.core.learn.Durations;
import org.atex.core.learn.Expectation.Source;
import org.atex.core.orchestrate.TestVerdict;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.Verdict;
import org.atex.core.test.TestRun;

/**
 * How many tests are done, and about how long the others take. Expectations are scaled as those of
 * the tests that have finished turned out.
 */
final class RunForecast {

    private final Durations durations;
    private final Set<TestRun> waiting = new HashSet<>();
    private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    private int finished;
    private int timed;
    private double expectedSeconds;
    private double tookSeconds;

    RunForecast(Durations durations) {
        this.durations = durations;
    }

    void waiting(Collection<TestRun> tests) {
        waiting.addAll(tests);
    }

    void finished(TestVerdict verdict) {
        waiting.remove(verdict.test());
        finishedBefore(verdict);
        verdict.outcome()
                .map(TestOutcome::took)
                .filter(took -> !took.isZero())
                .ifPresent(
                        took -> {
                            timed++;
                            tookSeconds += seconds(took);
                            expectedSeconds += expected(verdict.test());
                        });
    }

    /** Says nothing of how long tests take in this process. */
    void finishedBefore(TestVerdict verdict) {
        finished++;
        verdicts.merge(verdict.verdict(), 1, Integer::sum);
    }

    /**
     * The line.
     *
     * @param systems how many there are
     * @param running how long the tests have run that do
     */
    String line(int systems, Map<TestRun, Duration> running) {
        StringJoiner words = new StringJoiner(", ");
        words.add("%d of %d tests are finished".formatted(finished, finished + waiting.size()));
        verdicts.forEach((verdict, count) -> words.add(count + " " + verdict));
        if (!running.isEmpty()) {
            words.add(running.size() + " running");
        }
        left(systems, running)
                .ifPresent(left -> words.add("about %s left".formatted(Spans.clock(left))));
        return words.toString();
    }

    private Optional<Duration> left(int systems, Map<TestRun, Duration> running) {
        if (systems == 0 || waiting.isEmpty() || (timed == 0 && !allLearned())) {
            return Optional.empty();
        }
        double factor = timed == 0 ? 1 : tookSeconds / expectedSeconds;
        double work = 0;
        double longest = 0;
        for (TestRun test : waiting) {
            double gone = seconds(running.getOrDefault(test, Duration.ZERO));
            double rest = Math.max(0, expected(test) * factor - gone);
            work += rest;
            longest = Math.max(longest, rest);
        }
        return Optional.of(Duration.ofSeconds(Math.round(Math.max(longest, work / systems))));
    }

    private boolean allLearned() {
        return waiting.stream().allMatch(test -> durations.of(test).source() == Source.ATTEMPTS);
    }

    private double expected(TestRun test) {
        return seconds(durations.of(test).took());
    }

    private static double seconds(Duration span) {
        return span.toNanos() / 1e9;
    }
}

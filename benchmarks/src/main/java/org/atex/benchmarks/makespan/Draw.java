package org.atex.benchmarks.makespan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleBiFunction;
import org.atex.core.learn.PastAttempt;
import org.atex.core.orchestrate.Scenario;
import org.atex.core.result.TestOutcome;
import org.atex.core.test.TestRun;

/**
 * One draw of what all tests of a suite do: attempts fail with probability 0.02, then run again.
 */
final class Draw implements Scenario {

    private static final double FAILURES = 0.02;

    private final Map<TestRun, List<TestOutcome>> attempts = new HashMap<>();

    /**
     * Draws.
     *
     * @param seconds how long an attempt takes, by the test and a random number
     */
    Draw(List<TestRun> tests, ToDoubleBiFunction<TestRun, Random> seconds, long seed) {
        Random random = new Random(seed);
        for (TestRun test : tests) {
            List<TestOutcome> outcomes = new ArrayList<>();
            boolean fails = random.nextDouble() < FAILURES;
            if (fails) {
                outcomes.add(Scenario.exits(false, time(test, seconds, random)));
            }
            outcomes.add(Scenario.exits(true, time(test, seconds, random)));
            attempts.put(test, outcomes);
        }
    }

    private static Duration time(
            TestRun test, ToDoubleBiFunction<TestRun, Random> seconds, Random random) {
        return Duration.ofNanos(Math.round(seconds.applyAsDouble(test, random) * 1e9));
    }

    @Override
    public TestOutcome attempt(TestRun test, int tryNumber) {
        return attempts.getOrDefault(test, List.of()).get(tryNumber - 1);
    }

    /** All attempts, as a later run sees them. */
    List<PastAttempt> past() {
        List<PastAttempt> past = new ArrayList<>();
        attempts.forEach(
                (test, outcomes) ->
                        outcomes.forEach(outcome -> past.add(PastAttempt.of(test, outcome))));
        return past;
    }
}

package org.atex.core.orchestrate;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.atex.core.InvalidArgumentException;
import org.atex.core.learn.Durations;
import org.atex.core.learn.Expectation;
import org.atex.core.learn.PastAttempt;
import org.atex.core.result.TestOutcome;
import org.atex.core.test.TestRun;

/** What each attempt of a test does in a {@link Simulation}: how it ends, and after what time. */
@FunctionalInterface
public interface Scenario {

    /**
     * How an attempt ends; the same answer for the same question.
     *
     * @param test what runs
     * @param tryNumber 1 for the first attempt of this test, 2 for the next
     */
    TestOutcome attempt(TestRun test, int tryNumber);

    /** An attempt that ends with an exit code of 0 or 1. */
    static TestOutcome exits(boolean passed, Duration took) {
        return TestOutcome.exited(passed ? 0 : 1, Optional.empty(), took);
    }

    /** Attempts take what is expected, and fail as often as expected: at random, by the seed. */
    static Scenario expected(Durations durations, long seed) {
        return (test, tryNumber) -> {
            Expectation expectation = durations.of(test);
            Random random = new Random(Objects.hash(seed, test.name(), tryNumber));
            boolean passed = random.nextDouble() >= expectation.failureRate();
            return exits(passed, expectation.took());
        };
    }

    /**
     * Attempts end as they did in an earlier run. If a test is asked for more of them than it had,
     * it ends as in its last one.
     *
     * @param attempts in the order in which they began
     * @throws InvalidArgumentException later, for a test that had none
     */
    static Scenario replay(List<PastAttempt> attempts) {
        Map<TestRun, List<PastAttempt>> byTest = new HashMap<>(Simulations.byTest(attempts));
        return (test, tryNumber) -> {
            List<PastAttempt> had = byTest.get(test);
            if (had == null) {
                throw new InvalidArgumentException(test + " has no attempt to replay");
            }
            return had.get(Math.min(tryNumber, had.size()) - 1).outcome();
        };
    }
}

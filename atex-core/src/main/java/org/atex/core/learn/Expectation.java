package org.atex.core.learn;

import java.time.Duration;
import java.util.Objects;

/**
 * What is expected of one test.
 *
 * @param took how long an attempt takes
 * @param failureRate how often an attempt fails, 0 to 1
 * @param source where {@code took} comes from
 */
public record Expectation(Duration took, double failureRate, Source source) {

    /** Where an expected duration comes from, the best one first. */
    public enum Source {
        /** From attempts of the test. */
        ATTEMPTS,
        /** From the time limit that the test declares. */
        LIMIT,
        /** From other tests: their median. */
        OTHERS,
        /** Nothing is known; it is the time limit that holds for all. */
        NOTHING
    }

    /** Checks the parts. */
    public Expectation {
        Objects.requireNonNull(took, "took");
        Objects.requireNonNull(source, "source");
    }

    /** How long the test keeps systems busy, a rerun after a failure included. */
    public Duration cost() {
        return Duration.ofNanos(Math.round(TestTimes.seconds(took) * (1 + failureRate) * 1e9));
    }
}

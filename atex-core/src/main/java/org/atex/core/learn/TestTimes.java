package org.atex.core.learn;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.atex.core.test.TestRun;

/** What is known of one test, on one platform or on all. Times are logarithms of seconds. */
final class TestTimes {

    private static final double SHORTEST = 1e-3;

    private final List<Double> seen = new ArrayList<>();
    private double[] times = {};
    private Duration limit = TestRun.DEFAULT_TIME_LIMIT;
    private int attempts;
    private int failures;

    /** Also of durations too long to be counted in nanoseconds. */
    static double seconds(Duration duration) {
        return duration.getSeconds() + duration.getNano() / 1e9;
    }

    static double log(Duration duration) {
        return Math.log(Math.max(seconds(duration), SHORTEST));
    }

    void add(PastAttempt attempt) {
        limit = attempt.timeLimit();
        attempts++;
        failures += attempt.outcome().passed() ? 0 : 1;
        if (attempt.complete()) {
            seen.add(log(attempt.outcome().took()));
        }
    }

    /** Nothing more will be added. */
    void close() {
        times = seen.stream().mapToDouble(Double::doubleValue).toArray();
    }

    double[] times() {
        return times;
    }

    boolean hasTimes() {
        return times.length > 0;
    }

    double middle() {
        return Samples.median(times);
    }

    DoubleStream residuals() {
        double middle = middle();
        return Arrays.stream(times).map(time -> time - middle);
    }

    boolean declaresLimit() {
        return !limit.equals(TestRun.DEFAULT_TIME_LIMIT) && !limit.isZero();
    }

    double logLimit() {
        return log(limit);
    }

    double overLimit() {
        return middle() - logLimit();
    }

    int attempts() {
        return attempts;
    }

    int failures() {
        return failures;
    }
}

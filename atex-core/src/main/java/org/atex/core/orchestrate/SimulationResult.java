package org.atex.core.orchestrate;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.atex.core.test.TestRun;

/**
 * What a {@link Simulation} found. Times count from the start of the run.
 *
 * @param makespan until the last test has ended
 * @param lowerBound what no order could beat: the longest single attempt, or all attempts spread
 *     evenly over all systems
 * @param busy how long tests ran, all together
 * @param held how long systems were held, all together: from reservation to release
 * @param systems how many systems were reserved
 * @param attempts in the order in which they ended
 * @param tests the verdict of each test, in given order
 */
public record SimulationResult(
        Duration makespan,
        Duration lowerBound,
        Duration busy,
        Duration held,
        int systems,
        List<SimulatedAttempt> attempts,
        List<TestVerdict> tests) {

    /**
     * An attempt that was simulated.
     *
     * @param test what ran
     * @param tryNumber 1 for the first attempt of this test
     * @param system the name of the system
     * @param began when
     * @param ended when
     * @param passed whether it passed
     */
    public record SimulatedAttempt(
            TestRun test,
            int tryNumber,
            String system,
            Duration began,
            Duration ended,
            boolean passed) {}

    /** Copies the lists. */
    public SimulationResult {
        Objects.requireNonNull(makespan, "makespan");
        Objects.requireNonNull(lowerBound, "lowerBound");
        Objects.requireNonNull(busy, "busy");
        Objects.requireNonNull(held, "held");
        attempts = List.copyOf(attempts);
        tests = List.copyOf(tests);
    }

    /** How much of the time that systems were held tests ran, 0 to 1. */
    public double utilisation() {
        return held.isZero() ? 0 : seconds(busy) / seconds(held);
    }

    /** How long systems were held, in hours of one machine. */
    public double machineHours() {
        return seconds(held) / 3600;
    }

    /** The makespan over the lower bound: 1 is perfect. */
    public double overLowerBound() {
        return lowerBound.isZero() ? 1 : seconds(makespan) / seconds(lowerBound);
    }

    private static double seconds(Duration duration) {
        return duration.getSeconds() + duration.getNano() / 1e9;
    }
}

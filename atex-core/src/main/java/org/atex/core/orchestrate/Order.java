package org.atex.core.orchestrate;

import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.atex.core.learn.Durations;
import org.atex.core.learn.Expectation;
import org.atex.core.learn.Expectation.Source;
import org.atex.core.test.TestRun;

/**
 * Ready-made orders of the queue, whatever the system (ORC-07). Equal tests stay in given order.
 * Join them with {@link Comparator#thenComparing}.
 */
public final class Order {

    private Order() {}

    /** The default: by priority, then the longest first. */
    public static Comparator<TestRun> standard() {
        return byPriority().thenComparing(longestFirst());
    }

    /** As given. */
    public static Comparator<TestRun> inOrder() {
        return Comparator.comparingInt(ignored -> 0);
    }

    /** Highest {@code extra-priority} first; missing means 0 (ORC-21). */
    public static Comparator<TestRun> byPriority() {
        return Comparator.comparingDouble(TestRun::priority).reversed();
    }

    /** Longest time limit first; tests that declare none after all others (ORC-22). */
    public static Comparator<TestRun> longestFirst() {
        return Comparator.comparing(TestRun::declaresTimeLimit)
                .thenComparing(TestRun::timeLimit)
                .reversed();
    }

    /**
     * By priority, then what is expected to cost most first, likely reruns included; tests of which
     * nothing at all is known after all others.
     *
     * <p>For the shortest run together with {@link RerunPlace#IN_ORDER}.
     */
    public static Comparator<TestRun> expected(Durations durations) {
        Map<TestRun, Double> known = new ConcurrentHashMap<>();
        return byPriority()
                .thenComparing(
                        Comparator.<TestRun>comparingDouble(
                                        test ->
                                                known.computeIfAbsent(
                                                        test, each -> cost(durations.of(each))))
                                .reversed());
    }

    private static double cost(Expectation expected) {
        return expected.source() == Source.NOTHING ? -1 : expected.cost().toNanos();
    }
}

package org.atex.core.orchestrate;

import java.util.Comparator;
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
        return Comparator.comparing(Order::declaresLimit)
                .thenComparing(TestRun::timeLimit)
                .reversed();
    }

    private static boolean declaresLimit(TestRun test) {
        return test.metadata().containsKey("duration")
                || !test.timeLimit().equals(TestRun.DEFAULT_TIME_LIMIT);
    }
}

package org.atex.core.orchestrate;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.atex.core.test.SystemSetup;
import org.jspecify.annotations.Nullable;

/**
 * Waiting tests that may run on the same systems: the policies are asked once for all of them.
 *
 * <p>The tests of a group are kept in queue order, as a whole and for each setup, so that the first
 * one is found without a search.
 */
final class TestGroup {

    private final Comparator<QueuedTest> order;
    private final TreeSet<QueuedTest> waiting;
    private final Map<SystemSetup, TreeSet<QueuedTest>> bySetup = new HashMap<>(2);

    TestGroup(Comparator<QueuedTest> order) {
        this.order = order;
        this.waiting = new TreeSet<>(order);
    }

    /** The first one, which stands for all: where it may run, they may. */
    QueuedTest sample() {
        return waiting.first();
    }

    void add(QueuedTest queued) {
        waiting.add(queued);
        bySetup.computeIfAbsent(queued.test.setup(), setup -> new TreeSet<>(order)).add(queued);
    }

    void remove(QueuedTest queued) {
        waiting.remove(queued);
        TreeSet<QueuedTest> same = bySetup.get(queued.test.setup());
        if (same != null && same.remove(queued) && same.isEmpty()) {
            bySetup.remove(queued.test.setup());
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    int size() {
        return waiting.size();
    }

    Iterable<QueuedTest> tests() {
        return waiting;
    }

    Optional<QueuedTest> firstWith(@Nullable SystemSetup setup) {
        TreeSet<QueuedTest> same = setup == null ? null : bySetup.get(setup);
        return same == null ? Optional.empty() : Optional.of(same.first());
    }
}

package org.atex.core.orchestrate;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.atex.core.system.Provisioner;

/**
 * How many of the waiting tests are as good as taken by the systems that are free or coming, one
 * test each (ORC-03). A snapshot; for one decision.
 */
final class Coverage {

    private final TestQueue queue;
    private final Matching matching;
    private final Map<TestGroup, Integer> taken = new HashMap<>();
    private int all;

    Coverage(TestQueue queue, Matching matching) {
        this.queue = queue;
        this.matching = matching;
    }

    /** Gives the system one of the tests that nobody has yet; false if there is none for it. */
    boolean cover(Provisioner system) {
        return cover(system, group -> true);
    }

    boolean cover(Provisioner system, Predicate<TestGroup> which) {
        if (complete()) {
            return false;
        }
        for (TestGroup group : queue.groups()) {
            int gone = taken.getOrDefault(group, 0);
            if (gone < group.size()
                    && which.test(group)
                    && matching.applies(group.sample(), system)) {
                taken.put(group, gone + 1);
                all++;
                return true;
            }
        }
        return false;
    }

    /** Whether every waiting test has a system. */
    boolean complete() {
        return all >= queue.size();
    }
}

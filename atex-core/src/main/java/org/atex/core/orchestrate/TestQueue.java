package org.atex.core.orchestrate;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.atex.core.test.TestRun;

/**
 * The tests that wait: in order, reruns after all others (ORC-12) unless they go in order, too; one
 * that comes back without an attempt goes to its old place.
 */
final class TestQueue implements Iterable<QueuedTest> {

    private static final Comparator<QueuedTest> ORDER =
            (a, b) ->
                    a.rerunPlace == b.rerunPlace
                            ? Integer.compare(a.rank, b.rank)
                            : Long.compare(a.rerunPlace, b.rerunPlace);

    private final Function<QueuedTest, ?> groupOf;
    private final boolean rerunsLast;
    private final TreeSet<QueuedTest> waiting = new TreeSet<>(ORDER);
    private final Map<Object, TestGroup> groups = new HashMap<>();
    private final Set<TestGroup> filled = new LinkedHashSet<>();
    private long reruns;
    private long version;
    private long groupsVersion;

    /**
     * Makes an empty queue.
     *
     * @param groupOf equal values for tests that may run on the same systems
     */
    TestQueue(RerunPlace reruns, Function<QueuedTest, ?> groupOf) {
        this.groupOf = groupOf;
        this.rerunsLast = reruns == RerunPlace.LAST;
    }

    void add(QueuedTest queued) {
        queued.state = QueuedTest.State.WAITING;
        waiting.add(queued);
        TestGroup group =
                groups.computeIfAbsent(groupOf.apply(queued), key -> new TestGroup(ORDER));
        group.add(queued);
        queued.group = group;
        if (filled.add(group)) {
            groupsVersion++;
        }
        version++;
    }

    void addForRerun(QueuedTest queued) {
        queued.rerunPlace = rerunsLast ? ++reruns : 0;
        add(queued);
    }

    void remove(QueuedTest queued) {
        waiting.remove(queued);
        TestGroup group = queued.group;
        if (group != null) {
            group.remove(queued);
            if (group.isEmpty()) {
                filled.remove(group);
                groupsVersion++;
            }
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    int size() {
        return waiting.size();
    }

    /** Grows whenever a test is added. */
    long version() {
        return version;
    }

    /** Grows whenever a group gets its first test, or loses its last. */
    long groupsVersion() {
        return groupsVersion;
    }

    /** Whether each group that has tests has at least so many. */
    boolean allGroupsHave(int tests) {
        for (TestGroup group : filled) {
            if (group.size() < tests) {
                return false;
            }
        }
        return true;
    }

    Comparator<QueuedTest> order() {
        return ORDER;
    }

    /** The groups that have tests. */
    Collection<TestGroup> groups() {
        return Collections.unmodifiableCollection(filled);
    }

    List<TestRun> tests() {
        return waiting.stream().map(queued -> queued.test).toList();
    }

    @Override
    public Iterator<QueuedTest> iterator() {
        return waiting.iterator();
    }
}

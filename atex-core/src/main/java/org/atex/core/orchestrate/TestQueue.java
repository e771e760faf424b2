package org.atex.core.orchestrate;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import org.atex.core.test.TestRun;

/**
 * The tests that wait: in order, reruns after all others (ORC-12); one that comes back without an
 * attempt goes to its old place.
 */
final class TestQueue implements Iterable<QueuedTest> {

    private final TreeSet<QueuedTest> waiting;
    private long reruns;
    private long version;

    TestQueue(Comparator<TestRun> order) {
        waiting =
                new TreeSet<>(
                        Comparator.<QueuedTest>comparingLong(queued -> queued.rerunPlace)
                                .thenComparing(queued -> queued.test, order)
                                .thenComparingInt(queued -> queued.place));
    }

    void add(QueuedTest queued) {
        queued.state = QueuedTest.State.WAITING;
        waiting.add(queued);
        version++;
    }

    void addForRerun(QueuedTest queued) {
        queued.rerunPlace = ++reruns;
        add(queued);
    }

    void remove(QueuedTest queued) {
        waiting.remove(queued);
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

    List<TestRun> tests() {
        return waiting.stream().map(queued -> queued.test).toList();
    }

    @Override
    public Iterator<QueuedTest> iterator() {
        return waiting.iterator();
    }
}

package org.atex.core.fakes;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.atex.core.result.ResultSink;
import org.atex.core.result.SinkEvent;
import org.atex.core.result.SinkEvent.AttemptEnded;
import org.atex.core.result.SinkEvent.ResultReported;
import org.atex.core.result.SinkEvent.Standing;
import org.atex.core.result.TestResult;

/**
 * Keeps what it is told, and lets any thread wait for it. Fails if it is called by two threads at a
 * time, before it was opened, or after it was closed.
 */
public final class RecordingSink implements ResultSink {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition told = lock.newCondition();
    private final AtomicBoolean inside = new AtomicBoolean();
    private final List<SinkEvent> events = new ArrayList<>();
    private Predicate<SinkEvent> refused = event -> false;
    private IOException refusal = new IOException("refused");
    private boolean opened;
    private boolean closed;

    /** Has it throw this, from now on, for each of these events; they are recorded all the same. */
    public RecordingSink failing(Predicate<SinkEvent> which, IOException failure) {
        return locked(
                () -> {
                    refused = which;
                    refusal = failure;
                    return this;
                });
    }

    @Override
    public void open() {
        alone(
                () -> {
                    require(!opened, "opened twice");
                    opened = true;
                });
    }

    @Override
    public void accept(SinkEvent event) throws IOException {
        boolean[] refuse = new boolean[1];
        alone(
                () -> {
                    require(opened, "told before it was opened: " + event);
                    require(!closed, "told after it was closed: " + event);
                    events.add(event);
                    refuse[0] = refused.test(event);
                });
        if (refuse[0]) {
            throw locked(() -> refusal);
        }
    }

    @Override
    public void close() {
        alone(() -> closed = true);
    }

    /** What it was told so far. */
    public List<SinkEvent> events() {
        return locked(() -> List.copyOf(events));
    }

    /** The results of all attempts of this test so far. */
    public List<TestResult> results(String test) {
        return events().stream()
                .filter(event -> event instanceof ResultReported && isAbout(event, test))
                .map(event -> ((ResultReported) event).result())
                .toList();
    }

    /** The ended attempts so far, in their order. */
    public List<AttemptEnded> ends(Standing standing) {
        return events().stream()
                .filter(AttemptEnded.class::isInstance)
                .map(AttemptEnded.class::cast)
                .filter(ended -> ended.standing() == standing)
                .toList();
    }

    /** Whether it was closed. */
    public boolean closed() {
        return locked(() -> closed);
    }

    /** Waits for an event like this, told already or still to come, and gives the first. */
    public SinkEvent await(Predicate<SinkEvent> which) throws InterruptedException {
        await("event", () -> events.stream().anyMatch(which));
        return events().stream().filter(which).findFirst().orElseThrow();
    }

    /** Waits until this test has reported so many results, over all its attempts. */
    public List<TestResult> awaitResults(String test, int count) throws InterruptedException {
        await(count + " results of " + test, () -> results(test).size() >= count);
        return results(test);
    }

    /** Waits for the final end of this test. */
    public AttemptEnded awaitFinal(String test) throws InterruptedException {
        return (AttemptEnded)
                await(
                        event ->
                                event instanceof AttemptEnded ended
                                        && ended.standing() == Standing.FINAL
                                        && isAbout(event, test));
    }

    /** Waits until it is closed. */
    public void awaitClosed() throws InterruptedException {
        await("close", () -> closed);
    }

    private static boolean isAbout(SinkEvent event, String test) {
        return event.attempt().test().name().equals(test);
    }

    private void await(String what, BooleanSupplier happened) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = PATIENCE.toNanos();
            while (!happened.getAsBoolean()) {
                if (left <= 0) {
                    fail("no %s within %s, only %s", what, PATIENCE, events);
                }
                left = told.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void alone(Runnable action) {
        require(inside.compareAndSet(false, true), "called by two threads at a time");
        try {
            locked(
                    () -> {
                        action.run();
                        told.signalAll();
                        return this;
                    });
        } finally {
            inside.set(false);
        }
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError("the sink was " + otherwise);
        }
    }
}

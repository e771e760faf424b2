package org.atex.core.orchestrate;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The lock of a run, under which everything is decided. Where many threads want the same kind of
 * decision at once, each leaves a request, and whichever of them gets the lock serves all that are
 * there: a thousand systems that become free together take one turn and one write to the journal,
 * not a thousand. (This is flat combining: Hendler, Incze, Shavit and Tzafrir, SPAA 2010.)
 *
 * <p>Nothing polls: who finds the lock taken sleeps, and each turn that ends wakes those it has
 * served, and one of those that came meanwhile.
 *
 * @param <R> the requests
 */
final class RunLock<R> {

    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Ticket<R>> tickets = new ConcurrentLinkedQueue<>();
    private final Consumer<List<R>> server;
    private final Runnable beforeUnlock;

    /**
     * Makes one.
     *
     * @param server deals with requests, under the lock
     * @param beforeUnlock the last thing that is done in each turn, under the lock
     */
    RunLock(Consumer<List<R>> server, Runnable beforeUnlock) {
        this.server = server;
        this.beforeUnlock = beforeUnlock;
    }

    /** A request in the queue; nobody waits for it if there is no waiter. */
    private static final class Ticket<R> {

        final R request;
        final @Nullable Thread waiter;
        volatile boolean served;

        Ticket(R request, @Nullable Thread waiter) {
            this.request = request;
            this.waiter = waiter;
        }

        void serve() {
            served = true;
            LockSupport.unpark(waiter);
        }
    }

    boolean heldByThisThread() {
        return lock.isHeldByCurrentThread();
    }

    /** Does something under the lock; may be nested. */
    void locked(Runnable action) {
        call(
                () -> {
                    action.run();
                    return true;
                });
    }

    /** As {@link #locked}, with an answer. */
    <T> T call(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            unlock();
            passOn();
        }
    }

    /** Has a request served; returns when that is done, whoever did it, interrupted or not. */
    void ask(R request) {
        Ticket<R> ticket = new Ticket<>(request, Thread.currentThread());
        tickets.add(ticket);
        Uninterrupted.wait(() -> awaitServed(ticket));
    }

    private void awaitServed(Ticket<R> ticket) throws InterruptedException {
        while (!ticket.served) {
            if (!serveAll()) {
                LockSupport.park(this);
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while it waits its turn");
                }
            }
        }
    }

    /** Has a request served some time, before all that come later; does not wait for it. */
    void post(R request) {
        tickets.add(new Ticket<>(request, null));
        serveAll();
    }

    /** Serves what is there; false if another thread has the lock, which then passes it on. */
    private boolean serveAll() {
        if (!serveOnce()) {
            return false;
        }
        passOn();
        return true;
    }

    private boolean serveOnce() {
        if (lock.isHeldByCurrentThread() || !lock.tryLock()) {
            return false;
        }
        List<Ticket<R>> batch = new ArrayList<>();
        try {
            for (Ticket<R> next = tickets.poll(); next != null; next = tickets.poll()) {
                batch.add(next);
            }
            if (!batch.isEmpty()) {
                server.accept(requests(batch));
            }
        } finally {
            unlock();
            batch.forEach(Ticket::serve);
        }
        return true;
    }

    private static <R> List<R> requests(List<Ticket<R>> batch) {
        List<R> requests = new ArrayList<>(batch.size());
        batch.forEach(ticket -> requests.add(ticket.request));
        return requests;
    }

    private void unlock() {
        try {
            if (lock.getHoldCount() == 1) {
                beforeUnlock.run();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whoever came while the lock was taken may be asleep: the first one has the next turn. */
    private void passOn() {
        Ticket<R> first = lock.isHeldByCurrentThread() ? null : tickets.peek();
        while (first != null) {
            if (first.waiter != null) {
                LockSupport.unpark(first.waiter);
                return;
            }
            if (!serveOnce()) {
                return;
            }
            first = tickets.peek();
        }
    }
}

package org.atex.core.orchestrate;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.atex.core.time.Deadline;

/** Has one thread look again; a signal that comes before the wait is not lost. */
final class Signal {

    private final Semaphore given = new Semaphore(0);

    void give() {
        given.release();
    }

    void await() throws InterruptedException {
        given.acquire();
        given.drainPermits();
    }

    /** Waits for a signal, but not beyond a deadline. */
    void await(Deadline end) throws InterruptedException {
        if (given.tryAcquire(end.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
            given.drainPermits();
        }
    }
}

package org.atex.executor;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What an executor is doing right now. Its work is done by a thread of ours, the only one that is
 * ever interrupted from here, so the interrupts of callers keep their meaning.
 */
final class Operation {

    /** Why it is to end early. */
    enum Reason {
        CANCELLED,
        INTERRUPTED,
        OVERDUE,
        CLOSED
    }

    private final Runnable breakOff;
    private @Nullable Thread thread;
    private @Nullable Reason reason;

    /**
     * Makes one.
     *
     * @param breakOff ends what an interrupt does not, quickly
     */
    Operation(Runnable breakOff) {
        this.breakOff = breakOff;
    }

    /** Does the work; whoever calls {@link #stop} meanwhile, or did before, interrupts it. */
    <T> T perform(Callable<T> work) throws Exception {
        synchronized (this) {
            thread = Thread.currentThread();
            if (reason != null) {
                thread.interrupt();
            }
        }
        try {
            return work.call();
        } finally {
            synchronized (this) {
                thread = null;
                Thread.interrupted(); // this one belongs to us
            }
        }
    }

    /** Interrupts the work, once; the first reason counts. */
    void stop(Reason why) {
        synchronized (this) {
            if (reason != null) {
                return;
            }
            reason = why;
            if (thread != null) {
                thread.interrupt();
            }
        }
        breakOff.run();
    }

    /** Why it was to end, if it was. */
    synchronized Optional<Reason> reason() {
        return Optional.ofNullable(reason);
    }
}

package org.atex.core.orchestrate;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries to give systems back until it works, with growing pauses, but not for ever (ORC-18). */
final class Retries {

    private static final Logger log = LoggerFactory.getLogger(Orchestrator.class);

    private final Limits limits;
    private final CountDownLatch enough = new CountDownLatch(1);

    Retries(Limits limits) {
        this.limits = limits;
    }

    /** No more pauses and retries, for those that are under way and those to come. */
    void stop() {
        enough.countDown();
    }

    /**
     * Does something, and something else again and again if that fails.
     *
     * @param again absent if there is no other way
     * @throws RuntimeException what was thrown last
     */
    void run(String what, Runnable first, @Nullable Runnable again) {
        Runnable next = first;
        int failures = 0;
        while (true) {
            try {
                next.run();
                return;
            } catch (RuntimeException | Error e) {
                if (again == null || ++failures > limits.releaseRetries() || pause(failures)) {
                    throw e;
                }
                log.warn("{}: not released, it is tried again: {}", what, e.toString());
                next = again;
            }
        }
    }

    /** Whether it is enough. */
    private boolean pause(int failures) {
        boolean[] stopped = new boolean[1];
        long end = System.nanoTime() + limits.pauseAfter(failures).toNanos();
        Uninterrupted.wait(
                () -> stopped[0] = enough.await(end - System.nanoTime(), TimeUnit.NANOSECONDS));
        return stopped[0];
    }
}

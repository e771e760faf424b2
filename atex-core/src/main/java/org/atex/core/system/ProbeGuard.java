package org.atex.core.system;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a subclass whether its system is gone, believing it only within 5 s and only once. */
final class ProbeGuard {

    private static final Logger log = LoggerFactory.getLogger(Provisioner.class);
    private static final long MILLIS = 5_000;

    private volatile boolean gone;

    boolean alive(BooleanSupplier probe) {
        if (!gone && !ask(probe)) {
            gone = true;
        }
        return !gone;
    }

    private static boolean ask(BooleanSupplier probe) {
        AtomicBoolean answer = new AtomicBoolean(true);
        Thread thread = new Thread(() -> answer.set(probe.getAsBoolean()), "atex-probe");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((failed, why) -> log.debug("a probe failed", why));
        thread.start();
        try {
            thread.join(MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            thread.interrupt();
            return true;
        }
        if (thread.isAlive()) {
            thread.interrupt();
            return true;
        }
        return answer.get();
    }
}

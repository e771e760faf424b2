package org.atex.core.system;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Asks a subclass whether its system is gone, believing it only within 5 s and only once. */
final class ProbeGuard {

    private static final long SECONDS = 5;

    private final BooleanSupplier probe;
    private volatile boolean gone;

    ProbeGuard(BooleanSupplier probe) {
        this.probe = probe;
    }

    boolean alive() {
        if (!gone && !ask()) {
            gone = true;
        }
        return !gone;
    }

    private boolean ask() {
        FutureTask<Boolean> answer = new FutureTask<>(probe::getAsBoolean);
        Thread thread = new Thread(answer, "atex-probe");
        thread.setDaemon(true);
        thread.start();
        try {
            return answer.get(SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            answer.cancel(true);
            return true;
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            return true;
        }
    }
}

package org.atex.examples.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Holds up the end of the process after SIGINT or SIGTERM, so that the cancelled run can still
 * print its table. The run itself is cancelled by the orchestrator's own hook.
 */
final class CleanExit {

    private static final int SECONDS = 30;

    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook = new Thread(this::await, "atex-exit");

    private CleanExit() {}

    static CleanExit untilDone() {
        CleanExit exit = new CleanExit();
        Runtime.getRuntime().addShutdownHook(exit.hook);
        return exit;
    }

    private void await() {
        try {
            if (!over.await(SECONDS, TimeUnit.SECONDS)) {
                System.err.println("atex: the run does not end; giving up");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets the process end. */
    void done() {
        over.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process is on its way out
        }
    }
}

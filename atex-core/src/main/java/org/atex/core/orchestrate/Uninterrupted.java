package org.atex.core.orchestrate;

/** Short waits that go on when interrupted, and leave the interrupt pending. */
final class Uninterrupted {

    private Uninterrupted() {}

    /** Something that waits. */
    @FunctionalInterface
    interface Wait {
        void await() throws InterruptedException;
    }

    static void wait(Wait what) {
        boolean interrupted = false;
        while (true) {
            try {
                what.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

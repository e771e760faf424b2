package org.atex.executor;

import java.time.Duration;

/** The pauses between tries to connect: 0.1 to 5 s, longer each time (REC-02). */
final class Pauses {

    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private Duration next = Duration.ZERO;

    /** The first one is none. */
    Duration next() {
        Duration pause = next;
        next = pause.isZero() ? FIRST : pause.multipliedBy(2);
        if (next.compareTo(LONGEST) > 0) {
            next = LONGEST;
        }
        return pause;
    }

    /** Begins anew: something was achieved. */
    void reset() {
        next = Duration.ZERO;
    }
}

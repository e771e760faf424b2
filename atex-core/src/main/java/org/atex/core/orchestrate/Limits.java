package org.atex.core.orchestrate;

import java.time.Duration;

/** The time and space limits of a run (RUN-15, ORC-08, AGG-15). */
record Limits(
        Duration reserve,
        Duration prepare,
        Duration stop,
        Duration firstPause,
        int releaseRetries,
        long sinkBytes) {

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    static Limits standard() {
        return new Limits(
                Duration.ofHours(1),
                Duration.ofHours(1),
                Duration.ofMinutes(10),
                Duration.ofSeconds(1),
                3,
                SinkPipe.DEFAULT_BYTES);
    }

    Limits withReserve(Duration limit) {
        return new Limits(limit, prepare, stop, firstPause, releaseRetries, sinkBytes);
    }

    Limits withPrepare(Duration limit) {
        return new Limits(reserve, limit, stop, firstPause, releaseRetries, sinkBytes);
    }

    Limits withStop(Duration limit) {
        return new Limits(reserve, prepare, limit, firstPause, releaseRetries, sinkBytes);
    }

    Limits withFirstPause(Duration pause) {
        return new Limits(reserve, prepare, stop, pause, releaseRetries, sinkBytes);
    }

    Limits withReleaseRetries(int retries) {
        return new Limits(reserve, prepare, stop, firstPause, retries, sinkBytes);
    }

    /** How long to wait before the next try of a factory that failed this often in a row. */
    Duration pauseAfter(int failures) {
        if (failures == 0) {
            return Duration.ZERO;
        }
        Duration pause = firstPause.multipliedBy(1L << Math.min(failures - 1, 10));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
}

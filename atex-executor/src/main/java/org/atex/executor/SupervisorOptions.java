package org.atex.executor;

import java.time.Duration;
import java.util.Optional;
import org.atex.core.InvalidArgumentException;

/**
 * How tests go on without their connection or their runner (SUP-04 to SUP-07).
 *
 * @param reattach whether a test outlives its connection at all; else it is lost with it (REC-05)
 * @param reconnectTime how long a lost connection is tried to be made again
 * @param window how many bytes of one stream may wait on the system
 * @param total how many of all streams
 * @param orphanTime how long the supervisor waits for a runner when no test runs
 * @param maxUnattended how long a test may run without a runner
 */
record SupervisorOptions(
        boolean reattach,
        Duration reconnectTime,
        long window,
        long total,
        Duration orphanTime,
        Optional<Duration> maxUnattended) {

    static final SupervisorOptions USUAL =
            new SupervisorOptions(
                    true,
                    Duration.ofMinutes(15),
                    1L << 20,
                    16L << 20,
                    Duration.ofMinutes(10),
                    Optional.empty());

    private static final long LEAST_WINDOW = 64 * 1024;

    SupervisorOptions {
        if (reconnectTime.isNegative()) {
            throw new InvalidArgumentException(
                    "reconnectTime is %s, expected none or some".formatted(reconnectTime));
        }
        if (window < LEAST_WINDOW || total < window) {
            throw new InvalidArgumentException(
                    "window is %d of %d bytes, expected %d or more of no less"
                            .formatted(window, total, LEAST_WINDOW));
        }
        requireSecond("orphanTime", orphanTime);
        maxUnattended.ifPresent(time -> requireSecond("maxUnattended", time));
    }

    private static void requireSecond(String name, Duration time) {
        if (time.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new InvalidArgumentException(
                    "%s is %s, expected a second or more".formatted(name, time));
        }
    }

    SupervisorOptions withReattach(boolean on) {
        return new SupervisorOptions(on, reconnectTime, window, total, orphanTime, maxUnattended);
    }

    SupervisorOptions withReconnectTime(Duration time) {
        return new SupervisorOptions(reattach, time, window, total, orphanTime, maxUnattended);
    }

    SupervisorOptions withWindows(long stream, long all) {
        return new SupervisorOptions(
                reattach, reconnectTime, stream, all, orphanTime, maxUnattended);
    }

    SupervisorOptions withOrphanTime(Duration time) {
        return new SupervisorOptions(reattach, reconnectTime, window, total, time, maxUnattended);
    }

    SupervisorOptions withMaxUnattended(Duration time) {
        return new SupervisorOptions(
                reattach, reconnectTime, window, total, orphanTime, Optional.of(time));
    }
}

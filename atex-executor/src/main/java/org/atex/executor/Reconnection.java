package org.atex.executor;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.atex.core.time.Deadline;
import org.atex.executor.ssh.SshException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds a system again whose test has announced a reboot (REC-02), and tells when the test may be
 * started again there. An answer over SSH alone is no proof of a reboot (REC-07).
 */
final class Reconnection {

    private static final Logger LOG = LoggerFactory.getLogger(Reconnection.class);

    private static final Duration ONE_TRY = Duration.ofSeconds(60);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final RemoteSystem system;
    private final BooleanSupplier alive;
    private final Supplier<Duration> timeLeft;
    private final Duration settleTime;
    private final Pauses pauses = new Pauses();

    Reconnection(
            RemoteSystem system,
            BooleanSupplier alive,
            Supplier<Duration> timeLeft,
            Duration settleTime) {
        this.system = system;
        this.alive = alive;
        this.timeLeft = timeLeft;
        this.settleTime = settleTime;
    }

    /** What came of it. */
    enum Found {
        /** The test may be started again. */
        READY,
        /** It did not reboot yet, and the test still runs there. */
        RUNS,
        /** The system is gone for good, or the time is over. */
        GONE
    }

    /** Whether the test still runs on a system that is up, as somebody knows who can be asked. */
    interface StillRuns {
        boolean now() throws SshException, InterruptedException;
    }

    /**
     * Waits until the test may be started again, as long as its wrapper runs.
     *
     * @param before the boot identity that the system had; nothing if that is not known
     * @param wrapper its process id, if it is known
     */
    Found await(String before, Optional<Long> wrapper) throws InterruptedException {
        return await(before, wrapper.map(String::valueOf).orElse(""), () -> false);
    }

    /**
     * Waits until the test may be started again, or runs.
     *
     * @param before the boot identity that the system had
     * @param stillRuns is asked on a system that did not reboot
     */
    Found await(String before, StillRuns stillRuns) throws InterruptedException {
        return await(before, "", stillRuns);
    }

    private Found await(String before, String wrapper, StillRuns stillRuns)
            throws InterruptedException {
        Deadline settled = null;
        while (!timeLeft.get().isZero() && alive.getAsBoolean()) {
            Duration pause;
            SystemState state = tryOnce(wrapper);
            if (state == null) {
                settled = null;
                pause = pauses.next();
            } else if (!state.bootIdentity().equals(before)) {
                return Found.READY;
            } else if (state.goingDown() || state.wrapperRuns()) {
                settled = null;
                pause = shorter(settleTime, LOOK_AGAIN);
            } else if (settled != null && settled.expired()) {
                LOG.debug("{}: did not reboot", system);
                return Found.READY;
            } else if (asked(stillRuns)) {
                return Found.RUNS;
            } else {
                settled = settled == null ? Deadline.after(settleTime) : settled;
                pause = shorter(settleTime, LOOK_AGAIN);
            }
            Thread.sleep(shorter(pause, timeLeft.get()).toMillis());
        }
        return Found.GONE;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private Duration oneTry() {
        return shorter(ONE_TRY, timeLeft.get());
    }

    /** Null if it does not answer, which is normal for a while. */
    private @Nullable SystemState tryOnce(String wrapper) throws InterruptedException {
        Duration limit = oneTry();
        try {
            return system.within(
                    limit, () -> SystemState.ask(system, wrapper, Deadline.after(limit)));
        } catch (SshException e) {
            LOG.debug("{}: not back yet: {}", system, e.getMessage());
            system.disconnect();
            return null;
        }
    }

    private boolean asked(StillRuns stillRuns) throws InterruptedException {
        try {
            return system.within(oneTry(), stillRuns::now);
        } catch (SshException e) {
            LOG.debug("{}: nothing is known of the test: {}", system, e.getMessage());
            return false;
        }
    }
}

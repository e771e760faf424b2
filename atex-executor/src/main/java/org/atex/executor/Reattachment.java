package org.atex.executor;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.atex.core.time.Deadline;
import org.atex.executor.link.SupervisorLink;
import org.atex.executor.link.SupervisorState;
import org.atex.executor.ssh.SshException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Comes back to a test that goes on without its runner, after the connection was lost (SUP-06). */
final class Reattachment {

    private static final Logger LOG = LoggerFactory.getLogger(Reattachment.class);

    private static final Duration ONE_TRY = Duration.ofSeconds(60);

    private static final Duration ASK = Duration.ofSeconds(5);

    /** How long after the end of its time a test may still be reached (DUR-08). */
    private static final Duration GRACE = Duration.ofSeconds(6);

    private final RemoteSystem system;
    private final Supervision supervision;
    private final BooleanSupplier alive;
    private final Supplier<Duration> timeLeft;
    private final Duration reconnectTime;
    private final Pauses pauses = new Pauses();

    Reattachment(SupervisedTests tests, Supplier<Duration> timeLeft) {
        this.system = tests.system();
        this.supervision = tests.supervision();
        this.alive = tests.alive();
        this.timeLeft = timeLeft;
        this.reconnectTime = tests.options().supervising().reconnectTime();
    }

    /** Something came over the link; if it is lost now, the next try is made at once. */
    void worked() {
        pauses.reset();
    }

    /**
     * Tries until it succeeds or there is no hope.
     *
     * @param before the supervisor that ran the test
     * @return empty if the system is gone or was started anew, the supervisor is another one, or
     *     the time is over
     */
    Optional<SupervisorLink> await(Attachment before) throws InterruptedException {
        Deadline giveUp = Deadline.after(reconnectTime);
        Deadline grace = Deadline.never();
        do {
            if (timeLeft.get().isZero()) {
                grace = grace.atMost(GRACE);
            }
            Duration left = shorter(giveUp.remaining(), grace.remaining());
            Thread.sleep(shorter(pauses.next(), left).toMillis());
            if (!alive.getAsBoolean()) {
                return Optional.empty();
            }
            try {
                SupervisorLink link = tryOnce(left);
                return Optional.of(link).filter(found -> isSame(before, found.firstState()));
            } catch (SshException e) {
                LOG.debug("{}: not reached: {}", system, e.getMessage());
                if (rebooted(before)) {
                    return Optional.empty();
                }
            }
        } while (!giveUp.expired() && !grace.expired());
        return Optional.empty();
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private SupervisorLink tryOnce(Duration left) throws SshException, InterruptedException {
        Duration limit = shorter(ONE_TRY, shorter(left, timeLeft.get().plus(GRACE)));
        return system.within(limit, () -> supervision.link(Deadline.after(limit)));
    }

    private static boolean isSame(Attachment before, SupervisorState now) {
        return before.bootIdentity().equals(now.bootIdentity())
                && before.supervisor().equals(now.supervisor());
    }

    /** A system that was started anew may have no supervisor any more, nor its programs. */
    private boolean rebooted(Attachment before) throws InterruptedException {
        if (!system.isConnected()) {
            return false;
        }
        try {
            SystemState now =
                    system.within(ASK, () -> SystemState.ask(system, "", Deadline.after(ASK)));
            return !now.bootIdentity().equals(before.bootIdentity());
        } catch (SshException e) {
            return false;
        }
    }
}

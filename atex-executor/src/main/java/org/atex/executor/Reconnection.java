package org.atex.executor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.atex.core.time.Deadline;
import org.atex.executor.script.WorkDirectory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds a system again whose test has announced a reboot (REC-02), and tells when the test may be
 * started again there. An answer over SSH alone is no proof of a reboot (REC-07).
 */
final class Reconnection {

    private static final Logger LOG = LoggerFactory.getLogger(Reconnection.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration ONE_TRY = Duration.ofSeconds(60);

    private final RemoteSystem system;
    private final BooleanSupplier alive;
    private final Supplier<Duration> timeLeft;
    private final Duration settleTime;
    private final ExecutorThreads threads;

    Reconnection(
            RemoteSystem system,
            BooleanSupplier alive,
            Supplier<Duration> timeLeft,
            Duration settleTime,
            ExecutorThreads threads) {
        this.system = system;
        this.alive = alive;
        this.timeLeft = timeLeft;
        this.settleTime = settleTime;
        this.threads = threads;
    }

    /** What a system says of itself. */
    private record State(String bootIdentity, boolean goingDown, boolean wrapperRuns) {}

    /**
     * Waits until the test may be started again.
     *
     * @param last what ran there, as far as it is known
     * @return false if the system is gone for good, or the time is over
     */
    boolean await(Optional<WrapperRun.Processes> last) throws InterruptedException {
        String before = last.map(WrapperRun.Processes::bootIdentity).orElse("");
        String wrapper = last.map(known -> Long.toString(known.wrapper())).orElse("");
        Duration pause = FIRST_PAUSE;
        Deadline settled = null;
        while (!timeLeft.get().isZero() && alive.getAsBoolean()) {
            State state = tryOnce(wrapper);
            if (state == null) {
                settled = null;
                pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
            } else if (!state.bootIdentity().equals(before)) {
                return true;
            } else if (state.goingDown() || state.wrapperRuns()) {
                settled = null;
                pause = shorter(settleTime, Duration.ofSeconds(1));
            } else if (settled == null) {
                settled = Deadline.after(settleTime);
                pause = shorter(settleTime, Duration.ofSeconds(1));
            } else if (settled.expired()) {
                LOG.debug("{}: did not reboot", system);
                return true;
            }
            Thread.sleep(shorter(pause, timeLeft.get()).toMillis());
        }
        return false;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** Null if it does not answer, which is normal for a while. */
    private @Nullable State tryOnce(String wrapper) throws InterruptedException {
        Future<State> answer = threads.submit(() -> ask(wrapper));
        try {
            return answer.get(shorter(ONE_TRY, timeLeft.get()).toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("{}: not back yet: {}", system, e.toString());
            giveUp(answer);
            return null;
        } catch (InterruptedException e) {
            giveUp(answer);
            throw e;
        }
    }

    private void giveUp(Future<State> answer) {
        answer.cancel(true);
        system.disconnect();
    }

    private State ask(String wrapper) throws Exception {
        Tail said = new Tail();
        system.execute(
                system.connection(Deadline.after(ONE_TRY)),
                WorkDirectory.stateCommand(wrapper),
                said);
        List<String> lines = said.toString().lines().toList();
        if (lines.size() < 3) {
            throw new IllegalStateException("it says " + lines);
        }
        int last = lines.size() - 1;
        return new State(
                lines.get(last - 2),
                lines.get(last - 1).equals("down"),
                lines.get(last).equals("runs"));
    }
}

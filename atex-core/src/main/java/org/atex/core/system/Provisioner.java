package org.atex.core.system;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.atex.core.test.Platform;
import org.atex.core.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * One system, used once: reserve it, run tests on it, release it. Made to be subclassed.
 *
 * <p>The public operations keep the hard promises: reserved at most once, released exactly once,
 * callable from any thread, nothing left behind when half of it fails. A subclass writes {@link
 * #provision} and {@link #deprovision}, and need not think of threads: once {@code provision} was
 * entered, {@code deprovision} is called exactly once, after it returned or threw, never beside it,
 * and sees all that it wrote.
 *
 * <pre>{@code
 * public final class LabProvisioner extends Provisioner {
 *     private final LabClient lab;
 *     private @Nullable Lease lease;
 *
 *     public LabProvisioner(LabClient lab) {
 *         this.lab = lab;
 *     }
 *
 *     @Override
 *     protected SshSystem provision(Deadline deadline) throws InterruptedException {
 *         lease = lab.lease("x86_64", deadline.remaining());
 *         return SshSystem.at(lease.host()).withKey(lease.keyFile());
 *     }
 *
 *     @Override
 *     protected void deprovision() { // also when provision() failed half-way
 *         if (lease != null) {
 *             lab.giveBack(lease);
 *         }
 *     }
 * }
 * }</pre>
 */
public abstract class Provisioner {

    private enum State {
        NEW,
        RESERVING,
        RESERVED,
        RELEASING,
        RELEASED
    }

    private final String name;
    private final Platform platform;
    private final Marks marks = new Marks();
    private final ProbeGuard probeGuard = new ProbeGuard(getClass());
    private final Object lock = new Object();
    private State state = State.NEW;
    private boolean releaseWanted;
    private @Nullable Thread reserving;
    private @Nullable Thread releasing;
    private @Nullable SshSystem system;

    /** A system of any platform, named after its class: {@code lab-7f2c}. */
    protected Provisioner() {
        this.platform = Platform.any();
        this.name = uniqueName(kindOf(getClass()));
    }

    /**
     * A system with a name and a platform.
     *
     * @param name unique in a run; {@link #uniqueName} makes one
     * @param platform what it provides
     */
    protected Provisioner(String name, Platform platform) {
        this.name = Objects.requireNonNull(name, "name");
        this.platform = Objects.requireNonNull(platform, "platform");
    }

    /**
     * A name that tells the kind of system and is unlikely to come twice: {@code container-7f2c01}.
     */
    protected static String uniqueName(String kind) {
        return "%s-%06x".formatted(kind, ThreadLocalRandom.current().nextInt(1 << 24));
    }

    private static String kindOf(Class<?> type) {
        String simple = type.getSimpleName().replace("Provisioner", "");
        return simple.isEmpty() ? "system" : simple.toLowerCase(Locale.ROOT);
    }

    /**
     * Makes the system, and says where it is. It need not answer yet: {@link #reserve} waits for
     * its SSH server. Called once at the most; interrupted when the system is to be released.
     *
     * @param deadline when it has to be there; give up then, with an exception
     * @throws InterruptedException if interrupted
     */
    protected abstract SshSystem provision(Deadline deadline) throws InterruptedException;

    /**
     * Takes the system away, also when {@link #provision} did half of its work or failed. Called
     * once, without an interrupt pending.
     */
    protected abstract void deprovision();

    /**
     * Whether the system may still be there; overridden by kinds that can know that it is gone for
     * good. One that does not answer over SSH may still be there. Called by any thread, only while
     * reserved, and while {@link #reserve} waits for what {@link #provision} returned, so that a
     * machine that dies while it boots is not waited for; a slow or failing answer counts as yes.
     */
    protected boolean probe() {
        return true;
    }

    /**
     * What another process needs to take this system over (PRV-06): a small map without secrets.
     * Empty if it cannot be. Asked after {@link #reserve}, and before it: a kind that gives its
     * systems a name of its own choice knows the handle by then, and {@link
     * ProvisionerFactory#discard} can take away what a process that died inside {@code reserve} has
     * left half-made.
     */
    public Map<String, String> handle() {
        return Map.of();
    }

    /**
     * Gets the system and blocks until its SSH server sends its identification line.
     *
     * @param deadline when to give up
     * @return where it is
     * @throws ProvisionException if there is none by then, it is gone or was released meanwhile, or
     *     was reserved before; nothing is left behind
     * @throws InterruptedException if interrupted; nothing is left behind
     */
    public final SshSystem reserve(Deadline deadline) throws InterruptedException {
        enterReserving();
        SshSystem made;
        try {
            made = provisionAndWait(deadline);
        } catch (InterruptedException | RuntimeException | Error e) {
            leaveReserving(null);
            deprovisionAfter(e);
            if (e instanceof InterruptedException && releaseWanted()) {
                throw releasedMeanwhile();
            }
            throw e;
        }
        if (leaveReserving(Thread.currentThread().isInterrupted() ? null : made)) {
            return made;
        }
        deprovisionOnce();
        if (releaseWanted()) {
            throw releasedMeanwhile();
        }
        Thread.interrupted(); // the exception says it
        throw new InterruptedException(name + ": interrupted while it was being reserved");
    }

    private void deprovisionAfter(Throwable failure) {
        try {
            deprovisionOnce();
        } catch (RuntimeException | Error e) {
            failure.addSuppressed(e);
        }
    }

    private SshSystem provisionAndWait(Deadline deadline) throws InterruptedException {
        SshSystem system = provision(deadline);
        if (system.jump().isEmpty()) {
            SshBanner.await(
                    system.host(), system.port(), deadline, () -> probeGuard.alive(this::probe));
        }
        return system;
    }

    private void enterReserving() {
        synchronized (lock) {
            if (state != State.NEW) {
                throw new ProvisionException(
                        name + ": it is " + state.name().toLowerCase(Locale.ROOT) + " already");
            }
            state = State.RESERVING;
            reserving = Thread.currentThread();
        }
    }

    /** Whether the system is kept; if not, this thread has to take it away. */
    private boolean leaveReserving(@Nullable SshSystem made) {
        synchronized (lock) {
            reserving = null;
            boolean kept = made != null && !releaseWanted;
            state = kept ? State.RESERVED : State.RELEASING;
            releasing = kept ? null : Thread.currentThread();
            system = kept ? made : null;
            lock.notifyAll();
            return kept;
        }
    }

    private boolean releaseWanted() {
        synchronized (lock) {
            return releaseWanted;
        }
    }

    private ProvisionException releasedMeanwhile() {
        Thread.interrupted(); // the one that release() sent
        return new ProvisionException(name + ": released while it was being reserved");
    }

    /**
     * Gives the system back and returns when that is done. Later calls do nothing; a call while
     * {@link #reserve} is under way interrupts it and waits for it; one beside another release
     * waits for that one. From any thread.
     *
     * @throws RuntimeException what {@link #deprovision} throws, to the caller that ran it
     */
    public final void release() {
        synchronized (lock) {
            releaseWanted = true;
            if (state == State.NEW) {
                state = State.RELEASED;
            }
            Thread me = Thread.currentThread();
            if (reserving == me || releasing == me) {
                return;
            }
            if (reserving != null) {
                reserving.interrupt();
            }
            awaitUntilReserveAndReleaseAreOver();
            if (state == State.RELEASED) {
                return;
            }
            state = State.RELEASING;
            releasing = me;
        }
        deprovisionOnce();
    }

    private void awaitUntilReserveAndReleaseAreOver() {
        boolean interrupted = false;
        while (state == State.RESERVING || state == State.RELEASING) {
            try {
                lock.wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void deprovisionOnce() {
        boolean interrupted = Thread.interrupted();
        try {
            deprovision();
        } finally {
            synchronized (lock) {
                state = State.RELEASED;
                releasing = null;
                lock.notifyAll();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * False only if the system is known to be gone for good, or was released; then it stays false.
     * Answers within 5 s, never throws, from any thread (PRV-03).
     */
    public final boolean isAlive() {
        synchronized (lock) {
            if (state == State.RELEASED || state == State.RELEASING) {
                return false;
            }
            if (state != State.RESERVED) {
                return true;
            }
        }
        return probeGuard.alive(this::probe);
    }

    /** Where it is, from the end of {@link #reserve} until it is released. */
    public final Optional<SshSystem> reservedSystem() {
        synchronized (lock) {
            return state == State.RESERVED ? Optional.ofNullable(system) : Optional.empty();
        }
    }

    /** The name, unique in a run; for people and in results. */
    public final String name() {
        return name;
    }

    /** What it provides, known before it is reserved. */
    public final Platform platform() {
        return platform;
    }

    /** Notes on this very system. */
    public final Marks marks() {
        return marks;
    }

    @Override
    public String toString() {
        return name;
    }
}

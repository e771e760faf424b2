package org.atex.core.orchestrate;

import java.util.Optional;
import org.atex.core.system.Provisioner;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.jspecify.annotations.Nullable;

/** One system of a run, from the decision to reserve it until it is released. */
final class HeldSystem {

    enum Phase {
        /** Waits for its factory's pause, or for the reservation. */
        COMING,
        /** Between two tests, about to take one or kept as a spare. */
        FREE,
        /** Has a test: being prepared for it, or running it. */
        BUSY,
        /** On its way out. */
        LEAVING
    }

    final FactorySlot slot;
    final Provisioner provisioner;
    private Phase phase = Phase.COMING;
    private boolean givenUp;
    @Nullable QueuedTest current;
    @Nullable TestRun previous;
    @Nullable SystemSetup started;

    /** What ran on it when the process died that held it; it is attached to first (SUP-07). */
    @Nullable InheritedAttempt running;

    /** Whether it is as its factory made it: what it does not want no other one will. */
    boolean fresh = true;

    /** Whether the journal knows of it. */
    boolean inJournal;

    HeldSystem(FactorySlot slot, Provisioner provisioner) {
        this.slot = slot;
        this.provisioner = provisioner;
    }

    Phase phase() {
        return phase;
    }

    void phase(Phase now) {
        phase = now;
        slot.changed(this);
    }

    /** Its reservation is not wanted any more. */
    void giveUp() {
        givenUp = true;
        slot.changed(this);
    }

    boolean givenUp() {
        return givenUp;
    }

    boolean coming() {
        return phase == Phase.COMING && !givenUp;
    }

    /** Whether it may still take one of the tests that wait. */
    boolean mayTakeOne() {
        return coming() || phase == Phase.FREE;
    }

    Optional<TestRun> previous() {
        return Optional.ofNullable(previous);
    }

    @Override
    public String toString() {
        return provisioner.name();
    }
}

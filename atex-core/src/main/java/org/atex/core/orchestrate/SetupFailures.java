package org.atex.core.orchestrate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atex.core.AtexException;

/**
 * The reservations and preparations that have failed: which factories are put aside by that, and
 * when it is too much (ORC-08). Part of the {@link Scheduler}.
 */
final class SetupFailures {

    private final List<FactorySlot> slots;
    private final Policies policies;
    private final List<Problem> putAside = new ArrayList<>();
    private int count;

    SetupFailures(List<FactorySlot> slots, Policies policies) {
        this.slots = slots;
        this.policies = policies;
    }

    /** So many there were in a process that died. */
    void restore(int failed) {
        count = failed;
    }

    /** Counts one; what ends the run by it, if that was one too many. */
    Optional<AtexException> add(HeldSystem system, Exception why) {
        system.slot.failuresInARow++;
        system.slot.lastFailure = why.getMessage();
        notePutAside(system, why);
        count++;
        return overLimit(system.toString(), why);
    }

    private void notePutAside(HeldSystem system, Exception why) {
        int times = system.slot.failuresInARow;
        if (times == policies.maxFailuresInARow() && slots.size() > 1) {
            String where =
                    "factory %d (%s)"
                            .formatted(
                                    slots.indexOf(system.slot) + 1, system.provisioner.platform());
            String what = "put aside after %d failures in a row: %s";
            putAside.add(new Problem(where, what.formatted(times, why.getMessage()), why));
        }
    }

    /** What ends the run if there were too many. */
    Optional<AtexException> overLimit(String last, Exception why) {
        return count <= policies.maxFailedSetups()
                ? Optional.empty()
                : Optional.of(
                        new SetupLimitException(
                                "%d reservations or preparations failed, the last one on %s: %s"
                                        .formatted(count, last, why.getMessage()),
                                why));
    }

    /** The factories that others stand in for from now on, with what went wrong; each once. */
    List<Problem> takePutAside() {
        List<Problem> news = List.copyOf(putAside);
        putAside.clear();
        return news;
    }
}

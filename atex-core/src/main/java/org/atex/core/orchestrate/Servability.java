package org.atex.core.orchestrate;

import java.util.List;
import org.atex.core.system.Provisioner;
import org.atex.core.test.Platform;

/** Which tests no factory could ever serve, and why (ORC-17). Part of the {@link Scheduler}. */
final class Servability {

    private final List<FactorySlot> slots;
    private final Policies policies;
    private final Matching matching;
    private final TestQueue queue;

    Servability(List<FactorySlot> slots, Policies policies, Matching matching) {
        this.slots = slots;
        this.policies = policies;
        this.matching = matching;
        this.queue = matching.queue();
    }

    /** The groups that no system there is, and none that could be had, would take. */
    List<TestGroup> unservable() {
        return queue.groups().stream().filter(group -> !servable(group.sample())).toList();
    }

    private boolean servable(QueuedTest queued) {
        boolean made = true;
        while (made) {
            if (slots.stream().anyMatch(slot -> canServe(slot, queued))) {
                return true;
            }
            made = false;
            for (FactorySlot slot : slots) {
                made |= slot.makeCandidate();
            }
        }
        return false;
    }

    /** Whether a factory fails in a row, and others are asked first (ORC-08). */
    boolean putAside(FactorySlot slot) {
        return slot.failuresInARow >= policies.maxFailuresInARow();
    }

    /** Whether only factories that are put aside could serve the tests of a group. */
    boolean isOrphan(TestGroup group) {
        return slots.stream().noneMatch(s -> !putAside(s) && canServe(s, group.sample()));
    }

    private boolean canServe(FactorySlot slot, QueuedTest queued) {
        boolean unknown = !slot.held.isEmpty() && slot.candidates.isEmpty();
        return unknown
                || slot.held.stream().anyMatch(s -> matching.applies(queued, s.provisioner))
                || slot.candidates.stream().anyMatch(each -> mayTake(slot, each, queued));
    }

    private boolean mayTake(FactorySlot slot, Provisioner candidate, QueuedTest queued) {
        return !slot.hasDeclined(candidate.platform(), queue.version())
                && matching.applies(queued, candidate);
    }

    String whyNot(QueuedTest queued) {
        StringBuilder why = new StringBuilder("no system for ").append(wanted(queued));
        for (FactorySlot slot : slots) {
            List<Platform> seen =
                    slot.candidates.stream().map(Provisioner::platform).distinct().toList();
            why.append(seen.isEmpty() ? "; " + slot.whyNothing() : "; there is " + seen);
        }
        return why.toString();
    }

    private static String wanted(QueuedTest queued) {
        Platform target = queued.test.target();
        String pinned = queued.platformName;
        if (pinned != null && !target.hasName()) {
            return "a rerun on " + pinned;
        }
        return target.dimensions().isEmpty()
                ? target.toString()
                : target + " " + target.dimensions();
    }
}

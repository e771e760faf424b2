package org.atex.core.orchestrate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.atex.core.system.Provisioner;

/**
 * Which systems to reserve, to keep as spares and to give up: as many as there are waiting tests
 * that they could serve, plus spares (ORC-03, ORC-15, ORC-16). Part of the {@link Scheduler}.
 */
final class Reservations {

    private final List<FactorySlot> slots;
    private final Policies policies;
    private final Matching matching;
    private final TestQueue queue;
    private final Servability servability;
    private final Collection<QueuedTest> running;
    private final List<HeldSystem> starts = new ArrayList<>();

    /** The groups of tests when all that were coming were needed. */
    private long allNeededAt = -1;

    /**
     * Makes one.
     *
     * @param running the tests that run, a view
     */
    Reservations(
            List<FactorySlot> slots,
            Policies policies,
            Matching matching,
            Servability servability,
            Collection<QueuedTest> running) {
        this.slots = slots;
        this.policies = policies;
        this.matching = matching;
        this.queue = matching.queue();
        this.servability = servability;
        this.running = running;
    }

    /** Decides which systems to reserve; {@link #takeStarts} gives them. */
    void plan() {
        if (!mayReserve()) {
            return;
        }
        Ahead ahead = ahead();
        boolean more = true;
        while (more) {
            more = false;
            for (FactorySlot slot : slots) {
                more |= reserveOne(slot, ahead);
            }
        }
    }

    private boolean mayReserve() {
        for (FactorySlot slot : slots) {
            if (slot.mayReserve(queue.version())) {
                return true;
            }
        }
        return false;
    }

    /** The systems that are to be reserved now, each once; they are held since {@link #plan}. */
    List<HeldSystem> takeStarts() {
        List<HeldSystem> taken = List.copyOf(starts);
        starts.clear();
        return taken;
    }

    private boolean reserveOne(FactorySlot slot, Ahead ahead) {
        if (!slot.mayReserve(queue.version())
                || (ahead.coverage.complete() && !ahead.sparesShort())) {
            return false;
        }
        Predicate<TestGroup> served =
                servability.putAside(slot) ? servability::isOrphan : group -> true;
        int tried = 0;
        boolean mayServe = false;
        while (tried < slot.candidates.size() || slot.makeCandidate()) {
            Provisioner candidate = slot.candidates.get(tried++);
            if (slot.hasDeclined(candidate.platform(), queue.version())) {
                continue;
            }
            if (ahead.coverage.cover(candidate, served) || ahead.addSpare(candidate)) {
                starts.add(slot.hold(candidate));
                return true;
            }
            mayServe |= servesAny(candidate);
        }
        if (!mayServe && matching.byPlatformOnly() && !queue.isEmpty()) {
            slot.useless(queue.version());
        }
        return false;
    }

    private boolean servesAny(Provisioner candidate) {
        return queue.groups().stream()
                .anyMatch(group -> matching.applies(group.sample(), candidate));
    }

    /** A running test that makes it worth to keep a system that finds nothing as a spare. */
    Optional<QueuedTest> mayComeBackTo(HeldSystem system) {
        if (policies.spares() == 0) {
            return Optional.empty();
        }
        Ahead others = new Ahead();
        takers().filter(taker -> taker != system).forEach(others::count);
        return others.sparesShort() ? runningFor(system.provisioner) : Optional.empty();
    }

    private Optional<QueuedTest> runningFor(Provisioner system) {
        return running.stream().filter(queued -> matching.applies(queued, system)).findFirst();
    }

    /** Systems that are only being reserved and that neither a test needs nor the spares. */
    List<HeldSystem> toGiveUp(boolean ending) {
        if (!ending && enoughForAll()) {
            return List.of();
        }
        List<HeldSystem> coming = takers().filter(HeldSystem::coming).toList();
        List<HeldSystem> idle = coming;
        if (!coming.isEmpty() && !ending) {
            Ahead ahead = new Ahead();
            takers().filter(system -> !system.coming()).forEach(ahead::count);
            idle = coming.stream().filter(system -> !ahead.needs(system.provisioner)).toList();
        }
        idle.forEach(HeldSystem::giveUp);
        allNeededAt = idle.isEmpty() ? queue.groupsVersion() : -1;
        return idle;
    }

    /**
     * Whether a look at each system can be spared: none came but for a group of tests, the groups
     * are still the same, and none runs short even if all systems take from it.
     */
    private boolean enoughForAll() {
        int most = 0;
        for (FactorySlot slot : slots) {
            most += slot.takers.size();
        }
        return policies.spares() == 0
                && allNeededAt == queue.groupsVersion()
                && queue.allGroupsHave(most);
    }

    private Stream<HeldSystem> takers() {
        return slots.stream().flatMap(slot -> slot.takers.stream());
    }

    /** The systems that are there or coming, the free ones first. */
    private Ahead ahead() {
        Ahead ahead = new Ahead();
        takers().filter(system -> !system.coming()).forEach(ahead::count);
        takers().filter(HeldSystem::coming).forEach(ahead::count);
        return ahead;
    }

    /** Systems that run ahead of the tests: those that take what waits, and spares. */
    private final class Ahead {

        private final Coverage coverage = new Coverage(queue, matching);
        private int spares;

        void count(HeldSystem system) {
            if (!coverage.cover(system.provisioner)) {
                spares++;
            }
        }

        boolean sparesShort() {
            return spares < policies.spares();
        }

        boolean addSpare(Provisioner system) {
            if (sparesShort() && runningFor(system).isPresent()) {
                spares++;
                return true;
            }
            return false;
        }

        boolean needs(Provisioner system) {
            return coverage.cover(system) || addSpare(system);
        }
    }
}

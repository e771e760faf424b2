package org.atex.core.orchestrate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.atex.core.journal.JournalEntry.Next;
import org.atex.core.journal.RunHistory;
import org.atex.core.journal.SystemHistory;

/**
 * The systems that a process that died has left, and which of them are worth to be taken over. The
 * others are to be given back.
 *
 * @param attempts all of the history
 */
record InheritedSystems(
        RunHistory history,
        Collection<InheritedAttempt> attempts,
        List<FactorySlot> slots,
        Scheduler scheduler) {

    /** Those that it held, or was about to reserve. */
    List<SystemHistory> held() {
        return history.systems().stream().filter(SystemHistory::held).toList();
    }

    /**
     * Those where something still runs, and others for what waits: as many as a factory may have
     * (ORC-03), and none that was to be released (ORC-08, ORC-11).
     */
    List<SystemHistory> useful() {
        List<SystemHistory> adoptable =
                held().stream()
                        .filter(system -> system.wasReserved() && !system.handle().isEmpty())
                        .toList();
        List<SystemHistory> useful =
                new ArrayList<>(adoptable.stream().filter(this::runsATest).toList());
        if (scheduler.hasWaitingTests()) {
            for (SystemHistory system : intact(adoptable)) {
                if (!runsATest(system) && roomBeside(useful, system)) {
                    useful.add(system);
                }
            }
        }
        return useful;
    }

    private boolean runsATest(SystemHistory system) {
        return history.runningOn(system).isPresent();
    }

    /** Without those that a test has destroyed (ORC-10), or whose setup failed. */
    private List<SystemHistory> intact(List<SystemHistory> systems) {
        Set<String> names = systems.stream().map(SystemHistory::name).collect(Collectors.toSet());
        attempts.stream()
                .filter(each -> names.contains(each.history().systemNow()))
                .filter(this::destroyedItsSystem)
                .forEach(each -> names.remove(each.history().systemNow()));
        return systems.stream()
                .filter(system -> names.contains(system.name()) && !system.wasLeaving())
                .toList();
    }

    private boolean destroyedItsSystem(InheritedAttempt attempt) {
        return attempt.history().next().filter(next -> next != Next.REFUSED).isPresent()
                && scheduler.destroys(attempt.attempt(), attempt.history().outcome().orElseThrow());
    }

    private boolean roomBeside(List<SystemHistory> others, SystemHistory system) {
        long taken = others.stream().filter(o -> o.factory() == system.factory()).count();
        return taken < slots.get(system.factory()).max;
    }
}

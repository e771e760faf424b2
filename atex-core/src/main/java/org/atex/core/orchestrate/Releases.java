package org.atex.core.orchestrate;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.atex.core.journal.JournalEntry;
import org.atex.core.journal.SystemHistory;
import org.atex.core.system.Provisioner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a run gives systems back: tried again, then told (ORC-18). Never under the run's lock. */
final class Releases {

    private static final Logger log = LoggerFactory.getLogger(Orchestrator.class);

    private final RunCore core;
    private final List<FactorySlot> slots;
    private final Retries retries;

    Releases(RunCore core, List<FactorySlot> slots) {
        this.core = core;
        this.slots = slots;
        this.retries = new Retries(core.limits);
    }

    void stopRetries() {
        retries.stop();
    }

    void release(HeldSystem system) {
        Provisioner provisioner = system.provisioner;
        giveBack(
                provisioner.name(),
                system.inJournal,
                provisioner::release,
                system.slot,
                handle(provisioner));
    }

    /** Of a system that goes, whatever its kind makes of the question. */
    private static Map<String, String> handle(Provisioner provisioner) {
        try {
            return Objects.requireNonNull(provisioner.handle(), "handle");
        } catch (RuntimeException | Error e) {
            log.debug("{}: its handle cannot be asked: {}", provisioner, e.toString());
            return Map.of();
        }
    }

    void discard(SystemHistory system) {
        FactorySlot slot = slots.get(system.factory());
        Map<String, String> handle = system.handle();
        Runnable first = handle.isEmpty() ? () -> {} : () -> slot.factory.discard(handle);
        giveBack(system.name(), true, first, slot, handle);
    }

    private void giveBack(
            String name,
            boolean inJournal,
            Runnable first,
            FactorySlot slot,
            Map<String, String> handle) {
        Recorded.Release event = new Recorded.Release(name);
        try {
            retries.run(name, first, handle.isEmpty() ? null : () -> slot.factory.discard(handle));
        } catch (RuntimeException | Error e) {
            Problem problem = Problem.of(name + " (not released)", e);
            core.problem(problem);
            core.announce(new RunEvent.SystemNotReleased(name, problem.what()));
            return;
        } finally {
            event.commit();
        }
        log.info("{}: released", name);
        if (inJournal) {
            core.journal.write(new JournalEntry.SystemReleased(name));
        }
        core.announce(new RunEvent.SystemReleased(name));
    }
}

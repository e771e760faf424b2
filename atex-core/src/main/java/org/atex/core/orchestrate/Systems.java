package org.atex.core.orchestrate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.atex.core.journal.JournalEntry;
import org.atex.core.journal.SystemHistory;
import org.atex.core.system.Provisioner;
import org.atex.core.system.SshSystem;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.atex.core.time.Deadline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The systems of a run and their workers, from reserve to release. */
final class Systems {

    private static final Logger log = LoggerFactory.getLogger(Orchestrator.class);

    private final RunCore core;
    private final List<FactorySlot> slots;
    private final Run run;
    private final Map<HeldSystem, Worker> workers = new HashMap<>();
    private final List<Worker> ended = new ArrayList<>();
    private final Signal workerEnded = new Signal();
    private int lastWorker;

    /**
     * Makes one.
     *
     * @param run what workers are given
     */
    Systems(RunCore core, List<FactorySlot> slots, Run run) {
        this.core = core;
        this.slots = slots;
        this.run = run;
    }

    // ---- from workers

    void reserving(HeldSystem system) {
        Provisioner provisioner = system.provisioner;
        system.inJournal = true;
        core.journal.write(
                new JournalEntry.SystemReserving(
                        provisioner.name(),
                        provisioner.platform(),
                        slots.indexOf(system.slot),
                        provisioner.handle()));
        core.announce(new RunEvent.SystemReserving(provisioner.name(), provisioner.platform()));
    }

    void reserved(HeldSystem system, String address) {
        Provisioner provisioner = system.provisioner;
        log.info("{}: reserved, {}", system, address);
        core.journal.write(
                new JournalEntry.SystemReserved(provisioner.name(), address, provisioner.handle()));
        core.locked(
                () -> {
                    core.scheduler.reserved(system);
                    core.tell(new RunEvent.SystemReserved(provisioner.name(), address));
                });
    }

    void preparing(HeldSystem system) {
        String name = system.provisioner.name();
        core.journal.write(new JournalEntry.SystemPreparing(name));
        core.announce(new RunEvent.SystemPreparing(name));
    }

    void prepared(HeldSystem system, SystemSetup setup) {
        String name = system.provisioner.name();
        core.journal.write(new JournalEntry.SystemPrepared(name));
        core.locked(
                () -> {
                    core.scheduler.prepared(system, setup);
                    core.tell(new RunEvent.SystemPrepared(name));
                });
    }

    /** Its preparation is about to be undone. */
    void finishing(HeldSystem system) {
        core.locked(() -> system.started = null);
    }

    void setupFailed(HeldSystem system, Exception why) {
        core.change(
                () -> {
                    boolean wanted = !system.givenUp() && !core.scheduler.ending();
                    core.scheduler.setupFailed(system, why);
                    if (wanted) {
                        tellSetupFailed(system, String.valueOf(why.getMessage()));
                    }
                });
    }

    private void tellSetupFailed(HeldSystem system, String why) {
        String name = system.provisioner.name();
        core.journal.write(new JournalEntry.SetupFailed(name, why));
        log.warn("{}: {}; it is released", name, why);
        core.tell(new RunEvent.SetupFailed(name, why));
    }

    /** Waits before a system of a failing factory is tried again (ORC-08). */
    void awaitPause(HeldSystem system) throws InterruptedException {
        Deadline end =
                Deadline.after(core.call(() -> core.limits.pauseAfter(system.slot.failuresInARow)));
        awaitTold(system, system::givenUp, end);
    }

    /** Whether a system that was to be reserved is still wanted. */
    boolean wanted(HeldSystem system) {
        return core.call(() -> !system.givenUp() && !core.scheduler.ending());
    }

    /** Waits until the system is told that something has changed. */
    void awaitTold(HeldSystem system) throws InterruptedException {
        worker(system).told().await();
    }

    /**
     * Has a worker wait until {@code over}, the run ends, or the deadline has come. What makes it
     * over is done by {@link #tellWorker}.
     */
    void awaitTold(HeldSystem system, BooleanSupplier over, Deadline end)
            throws InterruptedException {
        Signal told = worker(system).told();
        while (!end.expired() && !core.call(() -> over.getAsBoolean() || core.scheduler.ending())) {
            told.await(end);
        }
    }

    private Worker worker(HeldSystem system) {
        return core.call(() -> Objects.requireNonNull(workers.get(system), "worker"));
    }

    /** Changes what a worker waits for in {@link #awaitTold}; nothing happens if it has left. */
    void tellWorker(HeldSystem system, Runnable change) {
        core.locked(
                () -> {
                    change.run();
                    tell(system);
                });
    }

    /** The last thing that a worker does. */
    void left(HeldSystem system) {
        core.change(
                () -> {
                    core.scheduler.left(system);
                    Worker worker = workers.remove(system);
                    if (worker != null) {
                        ended.add(worker);
                    }
                });
        workerEnded.give();
    }

    // ---- from the resumption

    /** A system that a dead process held is ours; with what it ran there last. */
    HeldSystem adopted(SystemHistory was, Provisioner provisioner, Optional<TestRun> previous) {
        String address = provisioner.reservedSystem().map(SshSystem::toString).orElse("");
        core.journal.write(
                new JournalEntry.SystemAdopted(
                        provisioner.name(), was.name(), address, provisioner.handle()));
        return core.call(
                () -> {
                    HeldSystem system =
                            core.scheduler.adopted(
                                    slots.get(was.factory()), provisioner, was.name());
                    system.inJournal = true;
                    system.previous = previous.orElse(null);
                    core.tell(
                            new RunEvent.SystemAdopted(
                                    provisioner.name(), provisioner.platform(), address));
                    return system;
                });
    }

    /** A worker has a system that was taken over. */
    void inUse(HeldSystem system) {
        core.locked(() -> core.scheduler.reserved(system));
    }

    /** Has a worker go on with a system that was taken over. */
    void use(HeldSystem system) {
        core.locked(() -> startWorker(system));
    }

    // ---- from the thread that called Orchestrator.run

    /** Those that have ended since the last call, and are to be joined. */
    List<Worker> takeEnded() {
        return core.call(
                () -> {
                    List<Worker> taken = List.copyOf(ended);
                    ended.clear();
                    return taken;
                });
    }

    /** Waits until a worker has ended, or the deadline has come. */
    void awaitEnded(Deadline end) throws InterruptedException {
        workerEnded.await(end);
    }

    boolean allGone() {
        return core.call(() -> workers.isEmpty() && ended.isEmpty());
    }

    boolean ownThisThread() {
        Thread current = Thread.currentThread();
        return core.call(
                () -> workers.values().stream().anyMatch(worker -> worker.runsOn(current)));
    }

    // ---- under the lock

    /**
     * Starts workers for what is to be reserved, and tells those that have something else to do.
     */
    void advance() {
        core.scheduler.takeStarts().forEach(this::startWorker);
        interrupt(core.decided(core.scheduler::toGiveUp, List.<HeldSystem>of()));
        for (HeldSystem spare : core.decided(core.scheduler::toWake, List.<HeldSystem>of())) {
            tell(spare);
        }
    }

    private void tell(HeldSystem system) {
        Worker worker = workers.get(system);
        if (worker != null) {
            worker.told().give();
        }
    }

    private void interrupt(Collection<HeldSystem> systems) {
        for (HeldSystem system : systems) {
            Worker worker = workers.get(system);
            if (worker != null) {
                worker.interruptUnlessRunning();
            }
        }
    }

    private void startWorker(HeldSystem system) {
        Worker worker = new Worker(run, system, ++lastWorker);
        workers.put(system, worker);
        worker.start();
    }

    /** Nothing starts any more. */
    void tellAll() {
        workers.values().forEach(worker -> worker.told().give());
    }

    /** Ends reservations, preparations and waits. */
    void interruptAll() {
        interrupt(workers.keySet());
    }
}

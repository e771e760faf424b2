package org.atex.core.orchestrate;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.atex.core.journal.JournalEntry;
import org.atex.core.result.TestOutcome;
import org.atex.core.system.Provisioner;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Attempt;
import org.atex.core.time.Deadline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps systems of failed tests for people to look at. */
final class Holds {

    private static final Logger log = LoggerFactory.getLogger(Orchestrator.class);

    private final RunCore core;
    private final Systems systems;
    private final Optional<Duration> holdFailed;

    /**
     * Makes one.
     *
     * @param holdFailed how long to keep them; absent if not at all
     */
    Holds(RunCore core, Systems systems, Optional<Duration> holdFailed) {
        this.core = core;
        this.systems = systems;
        this.holdFailed = holdFailed;
    }

    /** Whether the system of an attempt is to be kept; not if its test runs again. */
    boolean wants(Attempt attempt, TestOutcome outcome, Judgement judgement) {
        return holdFailed.isPresent()
                && judgement.again() == Judgement.Again.NO
                && !outcome.passed()
                && outcome.end() != TestOutcome.End.CANCELLED
                && outcome.end() != TestOutcome.End.SYSTEM_LOST
                && !attempt.cancelled();
    }

    /** Keeps a system until its time is over, it is let go, or the run ends. */
    void hold(HeldSystem system, Attempt attempt) {
        Optional<SshSystem> where = system.provisioner.reservedSystem();
        if (where.isPresent()) {
            hold(system, attempt, where.get().loginCommand(), holdFailed.orElseThrow());
        }
    }

    private void hold(HeldSystem system, Attempt attempt, String command, Duration atMost) {
        Provisioner provisioner = system.provisioner;
        log.info("{}: held after {}, at most {}", system, attempt, atMost);
        core.journal.write(
                new JournalEntry.SystemHeld(provisioner.name(), attempt.number(), atMost));
        AtomicBoolean letGo = new AtomicBoolean();
        Hold hold = () -> systems.tellWorker(system, () -> letGo.set(true));
        core.announce(new RunEvent.SystemHeld(provisioner.name(), attempt, command, atMost, hold));
        Deadline end = Deadline.after(atMost);
        Uninterrupted.wait(() -> systems.awaitTold(system, letGo::get, end));
    }
}

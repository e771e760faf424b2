package org.atex.core.orchestrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.atex.core.AtexException;
import org.atex.core.fakes.ScriptedExecutor;
import org.atex.core.journal.JournalEntry;
import org.atex.core.journal.JournalEntry.Next;
import org.atex.core.orchestrate.ModelSettings.Luck;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestOutcome.End;
import org.atex.core.system.ProvisionException;
import org.atex.core.system.Provisioner;
import org.atex.core.test.Attempt;
import org.atex.core.test.SystemSetup;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Worker} of a run does, one step at a time, with what it writes into the journal.
 * How reservations, preparations and attempts end is by chance.
 */
final class ModelWorker {

    /** The ends of attempts that are no exit codes. */
    private static final List<End> ERRORS =
            List.copyOf(EnumSet.complementOf(EnumSet.of(End.EXITED)));

    private final ModelProcess process;
    private final Scheduler scheduler;
    private final ModelFleet fleet;
    private final Random random;
    private final Luck luck;
    final HeldSystem system;
    private Runnable next;
    private boolean asleep;
    private @Nullable Attempt attempt;

    private ModelWorker(ModelProcess process, HeldSystem system, @Nullable Attempt attempt) {
        this.process = process;
        this.scheduler = process.scheduler();
        this.fleet = process.fleet();
        this.random = process.random();
        this.luck = process.luck();
        this.system = system;
        this.attempt = attempt;
        this.next = () -> {};
    }

    /** Reserves a system. */
    static ModelWorker of(ModelProcess process, HeldSystem system) {
        ModelWorker worker = new ModelWorker(process, system, null);
        worker.then(worker::reserve);
        return worker;
    }

    /**
     * Goes on with a system that was taken over.
     *
     * @param attempt what still runs there, if anything does
     */
    static ModelWorker ofAdopted(
            ModelProcess process, HeldSystem system, @Nullable Attempt attempt) {
        ModelWorker worker = new ModelWorker(process, system, attempt);
        worker.then(worker::useAdopted);
        return worker;
    }

    boolean awake() {
        return !asleep;
    }

    void wake() {
        asleep = false;
    }

    void step() {
        next.run();
    }

    private void then(Runnable step) {
        next = step;
    }

    private boolean chance(int oneOf) {
        return random.nextInt(oneOf) == 0;
    }

    private boolean wanted() {
        return !system.givenUp() && !scheduler.ending();
    }

    // ---- the system comes

    private void reserve() {
        if (!wanted()) {
            then(this::release);
            return;
        }
        Provisioner it = system.provisioner;
        system.inJournal = true;
        process.write(
                new JournalEntry.SystemReserving(
                        it.name(), it.platform(), process.place(system.slot), it.handle()));
        then(this::reservationEnds);
    }

    private void reservationEnds() {
        if (system.givenUp() && chance(2)) {
            then(this::release);
        } else if (chance(luck.setup())) {
            setupFailed();
        } else {
            fleet.reserve(system);
            Provisioner it = system.provisioner;
            process.write(new JournalEntry.SystemReserved(it.name(), "there", it.handle()));
            then(this::reserved);
        }
    }

    private void reserved() {
        scheduler.reserved(system);
        then(this::take);
    }

    private void useAdopted() {
        if (attempt == null && !wanted()) {
            then(this::release);
        } else {
            scheduler.reserved(system);
            then(attempt == null ? this::take : this::attach);
        }
    }

    private void setupFailed() {
        boolean wanted = wanted();
        scheduler.setupFailed(system, new ProvisionException("no"));
        if (wanted) {
            process.write(new JournalEntry.SetupFailed(system.toString(), "no"));
        }
        then(this::release);
    }

    // ---- it takes tests

    private void take() {
        Step step = scheduler.next(system);
        if (step instanceof Step.RunTest test) {
            SystemSetup setup = test.queued().test.setup();
            if (setup.equals(system.started)) {
                begin();
            } else {
                then(() -> prepare(setup));
            }
        } else if (step instanceof Step.Prepare prepare) {
            then(() -> prepare(prepare.setup()));
        } else {
            asleep = step instanceof Step.Wait;
            then(asleep ? this::take : this::release);
        }
    }

    private void prepare(SystemSetup setup) {
        if (scheduler.ending()) {
            take();
            return;
        }
        system.started = null;
        process.write(new JournalEntry.SystemPreparing(system.toString()));
        then(() -> preparationEnds(setup));
    }

    private void preparationEnds(SystemSetup setup) {
        if (chance(scheduler.ending() ? 2 : luck.setup())) {
            setupFailed();
            return;
        }
        process.write(new JournalEntry.SystemPrepared(system.toString()));
        scheduler.prepared(system, setup);
        then(system.current == null ? this::take : this::begin);
    }

    private void begin() {
        QueuedTest queued = Objects.requireNonNull(system.current);
        assertThat(fleet.isAlive(system)).as("%s has vanished", system).isTrue();
        int tryNumber = scheduler.begin(system);
        Provisioner it = system.provisioner;
        it.marks().set("used");
        attempt =
                new Attempt(
                        process.nextAttempt(),
                        queued.test,
                        tryNumber,
                        it.name(),
                        it.platform(),
                        Path.of("x"));
        process.write(
                new JournalEntry.AttemptBegan(
                        attempt.number(),
                        queued.place,
                        tryNumber,
                        it.name(),
                        it.platform().name()));
        then(this::runTest);
    }

    private Attempt attempt() {
        return Objects.requireNonNull(attempt);
    }

    private void runTest() {
        if (chance(4)) {
            process.write(new JournalEntry.TestStarted(attempt().number()));
            then(() -> ends(outcome(), false));
        } else if (chance(40)) {
            refused();
        } else if (chance(100)) {
            AtexException why = new AtexException("the executor broke");
            scheduler.fail(why);
            then(() -> ends(Worker.runnerFailed(why), false));
        } else {
            ends(outcome(), false);
        }
    }

    private void attach() {
        if (chance(4)) {
            ends(Worker.runnerDied(), true);
        } else {
            ends(outcome(), false);
        }
    }

    private TestOutcome outcome() {
        int lot = random.nextInt(10);
        if (lot < luck.failing()) {
            return ScriptedExecutor.exit(1);
        }
        if (lot >= luck.failing() + luck.breaking()) {
            return ScriptedExecutor.exit(0);
        }
        return ScriptedExecutor.error(
                chance(2) ? End.SYSTEM_LOST : ERRORS.get(random.nextInt(ERRORS.size())));
    }

    private void refused() {
        AtexException why = new AtexException("such tests are not run here");
        scheduler.refused(system, "such tests are not run here");
        process.write(
                new JournalEntry.AttemptEnded(
                        attempt().number(), Worker.runnerFailed(why), Next.REFUSED, 0));
        then(this::take);
    }

    private void ends(TestOutcome outcome, boolean runnerDied) {
        if (chance(10)) {
            fleet.vanish(system);
        }
        Judgement judgement =
                runnerDied
                        ? new Judgement(Judgement.Again.RUNNER_DIED, false)
                        : scheduler.judge(system, attempt(), outcome, fleet.isAlive(system));
        scheduler.settle(system, outcome, judgement);
        List<TestVerdict> verdicts = scheduler.takeConcluded();
        process.write(
                new JournalEntry.AttemptEnded(attempt().number(), outcome, judgement.next(), 0));
        process.conclude(verdicts);
        if (judgement.systemIntact()) {
            take();
        } else {
            then(this::release);
        }
    }

    // ---- it goes

    private void release() {
        String name = system.toString();
        try {
            fleet.release(system);
            if (system.inJournal) {
                process.write(new JournalEntry.SystemReleased(name));
            }
        } catch (ProvisionException e) {
            process.notReleased(name);
        }
        then(() -> process.left(this));
    }
}

package org.atex.core.orchestrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import org.atex.core.journal.AttemptHistory;
import org.atex.core.journal.JournalEntry;
import org.atex.core.journal.JournalEntry.Next;
import org.atex.core.journal.JournalEntry.SetupFailed;
import org.atex.core.journal.RunHistory;
import org.atex.core.journal.SystemHistory;
import org.atex.core.orchestrate.ModelSettings.Luck;
import org.atex.core.system.ProvisionException;
import org.atex.core.system.Provisioner;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.jspecify.annotations.Nullable;

/**
 * A process that is at work on a run of the model: it begins the run, or goes on with what the
 * journal of another one says, as {@link Run} and {@link Resumption} do.
 */
final class ModelProcess {

    private final ModelSettings settings;
    private final ModelFleet fleet;
    private final ModelJournal journal;
    private final Random random;
    private final TestList tests;
    private final List<FactorySlot> slots;
    private final Scheduler scheduler;
    private final Queue<Runnable> pickUp = new ArrayDeque<>();
    private final Map<HeldSystem, ModelWorker> workers = new HashMap<>();
    private final List<ModelWorker> live = new ArrayList<>();
    private long lastAttempt;

    /**
     * Makes one.
     *
     * @param resumes whether another process began the run
     */
    ModelProcess(
            ModelSettings settings,
            ModelFleet fleet,
            ModelJournal journal,
            Random random,
            boolean resumes) {
        this.settings = settings;
        this.fleet = fleet;
        this.journal = journal;
        this.random = random;
        this.tests = TestList.of(settings.tests());
        this.slots = fleet.slots();
        this.scheduler = new Scheduler(tests.tests(), slots, settings.policies());
        RunHistory history = journal.history();
        scheduler.restore(history);
        this.lastAttempt =
                history.attempts().stream().mapToLong(AttemptHistory::number).max().orElse(0);
        pickUp.add(() -> begin(history, resumes));
        pickUp.add(() -> takeOverSystems(history));
    }

    // ---- for workers

    Scheduler scheduler() {
        return scheduler;
    }

    ModelFleet fleet() {
        return fleet;
    }

    Random random() {
        return random;
    }

    Luck luck() {
        return settings.luck();
    }

    void write(JournalEntry entry) {
        journal.write(entry);
    }

    int place(FactorySlot slot) {
        return slots.indexOf(slot);
    }

    long nextAttempt() {
        return ++lastAttempt;
    }

    void conclude(List<TestVerdict> verdicts) {
        for (TestVerdict verdict : verdicts) {
            write(
                    new JournalEntry.TestConcluded(
                            tests.tests().indexOf(verdict.test()),
                            verdict.verdict(),
                            verdict.reason()));
        }
    }

    void notReleased(String system) {
        write(new JournalEntry.ProblemMet(system, "not released"));
    }

    void left(ModelWorker worker) {
        assertThat(live.remove(worker)).as("released twice").isTrue();
        workers.remove(worker.system);
        scheduler.left(worker.system);
    }

    // ---- what happens

    boolean finished() {
        return pickUp.isEmpty() && scheduler.finished();
    }

    /** The next thing happens, and what follows from it. */
    void step() {
        journal.step();
        if (!pickUp.isEmpty()) {
            pickUp.remove().run();
            return;
        }
        List<ModelWorker> awake = live.stream().filter(ModelWorker::awake).toList();
        assertThat(awake).as("those who do something").isNotEmpty();
        awake.get(random.nextInt(awake.size())).step();
        advance();
    }

    /** Somebody cancels the run. */
    void cancel() {
        scheduler.end("the run was cancelled");
        advance();
    }

    private void advance() {
        scheduler.plan();
        for (Problem problem : scheduler.takePutAside()) {
            write(new JournalEntry.ProblemMet(problem.where(), problem.what()));
        }
        conclude(scheduler.takeConcluded());
        for (HeldSystem system : scheduler.takeStarts()) {
            use(ModelWorker.of(this, system));
        }
        scheduler.toGiveUp();
        scheduler.toWake().forEach(system -> workers.get(system).wake());
        checkLimits();
    }

    private void use(ModelWorker worker) {
        workers.put(worker.system, worker);
        live.add(worker);
    }

    private void checkLimits() {
        for (FactorySlot slot : slots) {
            assertThat(slot.held.size()).as("held (ORC-03)").isLessThanOrEqualTo(slot.max);
        }
        int spares = settings.policies().spares();
        assertThat(live.stream().filter(worker -> worker.system.coming()).count())
                .as("ahead of waiting tests (ORC-03)")
                .isLessThanOrEqualTo(scheduler.queued().size() + spares);
        assertThat(live.stream().filter(worker -> !worker.awake()).count())
                .as("spares (ORC-16)")
                .isLessThanOrEqualTo(spares);
    }

    // ---- picking up what a process that died has left

    private void begin(RunHistory history, boolean resumes) {
        if (history.began().isEmpty()) {
            write(
                    new JournalEntry.RunBegan(
                            "r", tests.fingerprint(), tests.tests().size(), Map.of()));
        }
        tests.listed(history.tests().size()).forEach(this::write);
        if (resumes) {
            write(new JournalEntry.RunResumed());
        }
    }

    private void takeOverSystems(RunHistory history) {
        List<InheritedAttempt> attempts = history.attempts().stream().map(this::past).toList();
        InheritedSystems inherited = new InheritedSystems(history, attempts, slots, scheduler);
        Map<SystemHistory, Provisioner> got = new HashMap<>();
        for (SystemHistory system : inherited.useful()) {
            adopt(system).ifPresent(provisioner -> got.put(system, provisioner));
        }
        Map<String, HeldSystem> adopted = new HashMap<>();
        for (SystemHistory system : inherited.held()) {
            Provisioner provisioner = got.get(system);
            if (provisioner == null) {
                pickUp.add(() -> discard(system));
            } else {
                pickUp.add(() -> adopted.put(system.name(), adopted(system, provisioner)));
            }
        }
        for (InheritedAttempt attempt : attempts) {
            pickUp.add(() -> pickUp(attempt, adopted.get(attempt.history().systemNow())));
        }
        history.lastFailedSetup().ifPresent(last -> pickUp.add(() -> obeySetupLimit(last)));
        pickUp.add(() -> useAll(adopted.values()));
    }

    /** Their workers may come before the first plan is made. */
    private void useAll(Collection<HeldSystem> adopted) {
        for (HeldSystem system : adopted) {
            if (!workers.containsKey(system)) {
                use(ModelWorker.ofAdopted(this, system, null));
            }
        }
        if (live.isEmpty() || random.nextBoolean()) {
            advance();
        }
    }

    private Optional<Provisioner> adopt(SystemHistory system) {
        try {
            return slots.get(system.factory()).factory.adopt(system.handle());
        } catch (ProvisionException e) {
            write(new JournalEntry.ProblemMet(system.name(), e.getMessage()));
            return Optional.empty();
        }
    }

    private void discard(SystemHistory system) {
        try {
            if (!system.handle().isEmpty()) {
                slots.get(system.factory()).factory.discard(system.handle());
            }
            write(new JournalEntry.SystemReleased(system.name()));
        } catch (ProvisionException e) {
            notReleased(system.name());
        }
    }

    private HeldSystem adopted(SystemHistory was, Provisioner provisioner) {
        write(
                new JournalEntry.SystemAdopted(
                        provisioner.name(), was.name(), "there", provisioner.handle()));
        HeldSystem system = scheduler.adopted(slots.get(was.factory()), provisioner, was.name());
        system.inJournal = true;
        return system;
    }

    private InheritedAttempt past(AttemptHistory history) {
        Attempt attempt =
                new Attempt(
                        history.number(),
                        tests.tests().get(history.test().place()),
                        history.tryNumber(),
                        history.system(),
                        Platform.named(history.platform()),
                        Path.of("x"));
        return new InheritedAttempt(history, attempt);
    }

    private void pickUp(InheritedAttempt past, @Nullable HeldSystem system) {
        long number = past.attempt().number();
        if (past.ended()) {
            return;
        }
        if (system != null && scheduler.running(past.history().test().place(), system)) {
            write(new JournalEntry.AttemptAttached(number));
            system.started = past.attempt().test().setup();
            use(ModelWorker.ofAdopted(this, system, past.attempt()));
        } else {
            write(new JournalEntry.AttemptEnded(number, Worker.runnerDied(), Next.AGAIN, 0));
        }
    }

    private void obeySetupLimit(SetupFailed last) {
        scheduler
                .overSetupLimit(last.system(), new ProvisionException(last.why()))
                .ifPresent(scheduler::fail);
    }
}

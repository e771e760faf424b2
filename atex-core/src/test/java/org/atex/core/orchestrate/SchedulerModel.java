package org.atex.core.orchestrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.atex.core.journal.SystemHistory;

/**
 * A run with the tests, factories and policies of a seed, driven by random events, without threads.
 * Its process may be killed at any moment; another one goes on with what the journal says.
 */
final class SchedulerModel {

    private static final int ENDLESS = 20_000;

    private final long seed;
    private final Random random;
    private final ModelSettings settings;
    private final ModelFleet fleet;
    private final ModelJournal journal = new ModelJournal();
    private ModelProcess process;
    private int killsLeft;
    private int stepsBetweenKills;
    private boolean endedEarly;

    SchedulerModel(long seed, int kills) {
        this.seed = seed;
        this.random = new Random(seed);
        this.settings = ModelSettings.any(random);
        this.fleet = new ModelFleet(settings, random);
        this.killsLeft = kills;
        this.stepsBetweenKills = 1 + random.nextInt(40);
        this.process = new ModelProcess(settings, fleet, journal, random, false);
    }

    void runToTheEnd() {
        try {
            for (int steps = 0; !process.finished(); steps++) {
                assertThat(steps).as("events").isLessThan(ENDLESS);
                step();
            }
            check();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed %d: %s".formatted(seed, e.getMessage()), e);
        }
    }

    private void step() {
        process.step();
        if (random.nextInt(settings.luck().cancel()) == 0) {
            process.cancel();
        }
        endedEarly |= process.scheduler().ending();
        if (killsLeft > 0 && random.nextInt(stepsBetweenKills) == 0) {
            killsLeft--;
            kill();
        }
    }

    private void kill() {
        journal.cut(random);
        List<Map<String, String>> handles =
                journal.history().systems().stream()
                        .filter(SystemHistory::held)
                        .map(SystemHistory::handle)
                        .toList();
        fleet.processDied(handles);
        process = new ModelProcess(settings, fleet, journal, random, true);
    }

    private void check() {
        ModelRules rules = new ModelRules(settings);
        journal.entries().forEach(rules::add);
        rules.checkEnd();
        if (!endedEarly) {
            rules.checkServed();
        }
        fleet.checkNothingIsLeft();
        Scheduler reader = new Scheduler(settings.tests(), List.of(), settings.policies());
        reader.restore(journal.history());
        assertThat(reader.verdicts())
                .as("what the journal says")
                .isEqualTo(process.scheduler().verdicts());
    }
}

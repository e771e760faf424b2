package org.atex.core.orchestrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.atex.core.journal.JournalEntry;
import org.atex.core.journal.JournalEntry.ProblemMet;
import org.atex.core.journal.JournalEntry.RunResumed;
import org.atex.core.journal.JournalEntry.SetupFailed;
import org.atex.core.journal.JournalEntry.SystemAdopted;
import org.atex.core.journal.JournalEntry.SystemReleased;
import org.atex.core.journal.JournalEntry.SystemReserved;
import org.atex.core.journal.JournalEntry.SystemReserving;

/** What must hold for the systems in a whole journal; part of {@link ModelRules}. */
final class ModelSystems {

    /** A system, whatever it is called. */
    private static final class Machine {
        private final String id;
        private boolean ours = true;
        private boolean reserved;
        private boolean busy;
        private boolean unfit;
        private boolean released;
        private boolean notReleased;

        Machine(String id) {
            this.id = id;
        }
    }

    private final Map<String, Machine> machines = new HashMap<>();
    private final int maxFailedSetups;
    private int failedSetups;

    ModelSystems(int maxFailedSetups) {
        this.maxFailedSetups = maxFailedSetups;
    }

    void add(JournalEntry entry) {
        if (entry instanceof SystemReserving reserving) {
            Machine machine = new Machine(reserving.system());
            assertThat(machines.put(reserving.system(), machine)).as("%s", entry).isNull();
        } else if (entry instanceof SystemReserved reserved) {
            machine(reserved.system()).reserved = true;
        } else if (entry instanceof SystemAdopted adopted) {
            adopted(adopted);
        } else if (entry instanceof SystemReleased released) {
            Machine machine = machine(released.system());
            assertThat(machine.released).as("%s twice", entry).isFalse();
            machine.released = true;
        } else if (entry instanceof ProblemMet problem && machines.containsKey(problem.where())) {
            machine(problem.where()).notReleased = true;
        } else if (entry instanceof SetupFailed failed) {
            setupFailed(failed);
        } else if (entry instanceof RunResumed) {
            machines.values().forEach(machine -> machine.ours = false);
        }
    }

    private Machine machine(String name) {
        return machines.get(name);
    }

    private void adopted(SystemAdopted adopted) {
        Machine machine = machine(adopted.was());
        assertThat(machine.released).as("%s: it was released", adopted).isFalse();
        assertThat(machine.reserved).as("%s: nobody had it", adopted).isTrue();
        assertThat(machine.ours).as("%s twice", adopted).isFalse();
        machine.ours = true;
        machines.put(adopted.system(), machine);
    }

    private void setupFailed(SetupFailed failed) {
        machine(failed.system()).unfit = true;
        failedSetups++;
        assertThat(failedSetups).as("%s", failed).isLessThanOrEqualTo(maxFailedSetups + 1);
    }

    String id(String name) {
        return machine(name).id;
    }

    /** A test begins there. */
    void takes(String name) {
        Machine machine = machine(name);
        assertThat(machine.ours && machine.reserved && !machine.released)
                .as("%s is held", name)
                .isTrue();
        assertThat(machine.unfit).as("%s is unfit for tests", name).isFalse();
        assertThat(machine.busy).as("%s has a test", name).isFalse();
        machine.busy = true;
    }

    /** A test that ran there is attached to. */
    void goesOn(String name) {
        assertThat(machine(name).ours && machine(name).busy).as("%s has it", name).isTrue();
    }

    void free(String name) {
        machine(name).busy = false;
    }

    /** No test may run there any more. */
    void unfit(String name) {
        machine(name).unfit = true;
    }

    void checkEnd() {
        machines.forEach(
                (name, machine) ->
                        assertThat(machine.released || machine.notReleased)
                                .as("%s was released", name)
                                .isTrue());
    }
}

package org.atex.examples;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.atex.core.orchestrate.Fitness;
import org.atex.core.orchestrate.Orchestrator;
import org.atex.core.orchestrate.RunEvent;
import org.atex.core.orchestrate.RunEvent.AttemptFinished;
import org.atex.core.orchestrate.RunSummary;
import org.atex.core.system.Provisioner;
import org.atex.core.test.TestRun;
import org.atex.executor.SshTestExecutor;
import org.atex.provision.local.LocalProvisioner;

/**
 * Tests that share something costly, a snapshot of a nested virtual machine say, go where one of
 * them has left it. Each such test has a tag like {@code snapshot:default_uefi}, makes the snapshot
 * if it is not there, and leaves it for the next one.
 */
public final class SnapshotAffinity {

    private static final String TAG = "snapshot:";

    private final Map<String, Provisioner> systems = new ConcurrentHashMap<>();

    /** Runs the tests on so many local systems. */
    public RunSummary run(List<TestRun> tests, int count) throws IOException, InterruptedException {
        // region: affinity
        return Orchestrator.builder()
                .provisioner(this::newSystem, count)
                .executor(SshTestExecutor.factory())
                .fitness(
                        Fitness.byMarks(SnapshotAffinity::snapshots)
                                .plus(Fitness.destructiveOnFresh()))
                .listener(this::markSystem)
                .build()
                .run(tests);
        // endregion
    }

    private Provisioner newSystem() {
        Provisioner system = new LocalProvisioner();
        systems.put(system.name(), system);
        return system;
    }

    private static Set<String> snapshots(TestRun test) {
        return test.tags().stream()
                .filter(tag -> tag.startsWith(TAG))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Told of before the system takes its next test. */
    private void markSystem(RunEvent event) {
        if (event instanceof AttemptFinished finished && finished.outcome().passed()) {
            Provisioner system = systems.get(finished.attempt().system());
            if (system != null) {
                snapshots(finished.attempt().test()).forEach(system.marks()::set);
            }
        }
    }
}

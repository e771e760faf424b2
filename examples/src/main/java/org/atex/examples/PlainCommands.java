package org.atex.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.atex.core.orchestrate.Orchestrator;
import org.atex.core.orchestrate.RunSummary;
import org.atex.core.system.ProvisionerFactory;
import org.atex.core.test.TestRun;
import org.atex.executor.CommandExecutor;
import org.atex.report.jsonl.JsonLinesSink;

/** Runs commands on systems without putting anything there, and keeps what they print. */
public final class PlainCommands {

    private PlainCommands() {}

    /** Runs each command once, on whichever system is free, and leaves the results in a file. */
    public static RunSummary run(ProvisionerFactory systems, Path results)
            throws IOException, InterruptedException {
        // region: commands
        Map<String, List<String>> commands =
                Map.of("/kernel", List.of("uname", "-r"), "/disk", List.of("df", "-h", "/"));
        List<TestRun> tests =
                commands.keySet().stream().map(name -> TestRun.named(name, "").build()).toList();
        return Orchestrator.builder()
                .provisioner(systems, 2)
                .executor(CommandExecutor.factory(commands))
                .sink(JsonLinesSink.to(results))
                .build()
                .run(tests);
        // endregion
    }
}

package org.atex.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.atex.core.orchestrate.Orchestrator;
import org.atex.core.orchestrate.RunSummary;
import org.atex.core.result.ResultSink;
import org.atex.executor.SshTestExecutor;
import org.atex.fmf.FmfTests;
import org.atex.fmf.tree.FmfTree;
import org.atex.provision.local.LocalProvisioner;
import org.atex.report.jsonl.JsonLinesSink;

/** The shortest useful program: the tests of a tree with the tag smoke, on two local systems. */
public final class FirstRun {

    private FirstRun() {}

    /**
     * Runs it in a directory {@code tests} that holds the tree; {@code results.jsonl} comes beside
     * it.
     *
     * @param args the tree and the results file, if they are others
     */
    public static void main(String... args) throws IOException, InterruptedException {
        Path tree = Path.of(args.length > 0 ? args[0] : "tests");
        Path results = Path.of(args.length > 1 ? args[1] : "results.jsonl");
        run(tree, results);
    }

    private static void run(Path tree, Path results) throws IOException, InterruptedException {
        // region: first-run
        try (ResultSink sink = JsonLinesSink.to(results)) {
            RunSummary summary =
                    Orchestrator.builder()
                            .provisioner(LocalProvisioner.factory(), 2) // up to two systems at once
                            .executor(SshTestExecutor.factory())
                            .sink(sink)
                            .build()
                            .run(FmfTests.in(FmfTree.load(tree)).filter("tag: smoke").list());
            System.out.println(summary); // 41 passed, 1 failed, 2 rerun
        }
        // endregion
    }
}

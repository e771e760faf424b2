package org.atex.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.atex.core.journal.Journal;
import org.atex.core.orchestrate.Orchestrator;
import org.atex.core.orchestrate.RunSummary;
import org.atex.core.test.TestRun;
import org.atex.executor.SshTestExecutor;
import org.atex.fmf.FmfTests;
import org.atex.fmf.tree.FmfTree;
import org.atex.provision.local.LocalProvisioner;
import org.atex.report.jsonl.JsonLinesSink;

/** A run that can be started again after its process was killed, as often as that happens. */
public final class ResumeRun {

    private ResumeRun() {}

    /**
     * Runs the smoke tests of a tree, or goes on with it.
     *
     * @param args the tree, and the directory of the run
     */
    public static void main(String... args) throws IOException, InterruptedException {
        List<TestRun> tests =
                FmfTests.in(FmfTree.load(Path.of(args[0]))).filter("tag: smoke").list();
        System.out.println(run(tests, Path.of(args[1])));
    }

    static RunSummary run(List<TestRun> tests, Path directory)
            throws IOException, InterruptedException {
        // region: resume
        Orchestrator run =
                Orchestrator.builder()
                        .provisioner(LocalProvisioner.factory(), 2)
                        .executor(SshTestExecutor.factory())
                        .sink(JsonLinesSink.to(directory.resolve("results.jsonl")))
                        .directory(directory)
                        .build();
        return Files.exists(directory.resolve(Journal.FILE_NAME))
                ? run.resume(directory, tests) // what has finished is not run again
                : run.run(tests);
        // endregion
    }
}

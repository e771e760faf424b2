package org.atex.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.atex.core.journal.Journal;
import org.atex.core.journal.RunHistory;
import org.atex.core.orchestrate.Orchestrator;
import org.atex.core.test.TestRun;
import org.atex.executor.SshTestExecutor;
import org.atex.fmf.FmfTests;
import org.atex.fmf.tree.FmfTree;
import org.atex.provision.local.LocalProvisioner;
import org.atex.report.files.ResultRows;
import org.atex.report.jsonl.JsonLinesReader;
import org.atex.report.jsonl.JsonLinesSink;
import org.atex.report.junit.JUnitXmlReport;
import org.atex.report.junit.JUnitXmlSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalReportTest {

    @Test
    void reportMadeLaterFromTheJournalIsTheOneThatWasMadeLive(@TempDir Path directory)
            throws Exception {
        List<TestRun> tests =
                FmfTests.in(FmfTree.load(Path.of("tree")))
                        .name("/results/|exitcode|overrun")
                        .list();
        Orchestrator.builder()
                .provisioner(LocalProvisioner.factory(), 2)
                .executor(SshTestExecutor.factory())
                .sink(JsonLinesSink.to(directory.resolve("results.jsonl")))
                .sink(JUnitXmlSink.to(directory.resolve("live.xml")))
                .directory(directory)
                .build()
                .run(tests);

        Path later = directory.resolve("later.xml");
        try (Journal journal = Journal.open(directory);
                ResultRows rows = JsonLinesReader.open(directory.resolve("results.jsonl"))) {
            Path files = directory.resolve("files");
            JUnitXmlReport.write(rows, RunHistory.of(journal), files, later);
        }

        assertThat(later).hasSameTextualContentAs(directory.resolve("live.xml"));
        assertThat(later).content().contains("system-out", "time=\"2.");
    }
}

package org.atex.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.atex.core.orchestrate.Orchestrator;
import org.atex.core.orchestrate.RunSummary;
import org.atex.core.result.ResultSink;
import org.atex.core.result.SinkEvent;
import org.atex.core.result.SinkEvent.ResultReported;
import org.atex.executor.SshTestExecutor;
import org.atex.fmf.FmfTests;
import org.atex.fmf.tree.FmfTree;
import org.atex.provision.local.LocalProvisioner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamingTest {

    /** Goes on with each result only after the sink has made a file for the one before. */
    private static final String TEST =
            """
            duration: 30s
            test: |
              . ./control.sh
              for i in 1 2 3 4 5 6 7 8 9 10; do
                  result '{"name": "'$i'", "status": "pass"}'
                  while [ ! -e "$SEEN/$i" ]; do sleep 0.01; done
              done
            environment:
              SEEN: %s
            """;

    @Test
    void resultsReachTheSinkWhileTheTestRuns(@TempDir Path tree, @TempDir Path seen)
            throws Exception {
        Files.createDirectory(tree.resolve(".fmf"));
        Files.writeString(tree.resolve(".fmf/version"), "1\n");
        Files.writeString(tree.resolve("main.fmf"), TEST.formatted(seen));
        Files.copy(Path.of("tree/lib/control.sh"), tree.resolve("control.sh"));

        RunSummary summary =
                Orchestrator.builder()
                        .provisioner(LocalProvisioner.factory())
                        .executor(SshTestExecutor.factory())
                        .sink(touching(seen))
                        .build()
                        .run(FmfTests.in(FmfTree.load(tree)).list());

        assertThat(summary.passed()).as(summary.toString()).isTrue();
        assertThat(seen.resolve("10")).exists();
    }

    private static ResultSink touching(Path directory) {
        return new ResultSink() {
            @Override
            public void accept(SinkEvent event) throws IOException {
                if (event instanceof ResultReported reported
                        && reported.result().name().isPresent()) {
                    Files.createFile(directory.resolve(reported.result().name().get()));
                }
            }
        };
    }
}

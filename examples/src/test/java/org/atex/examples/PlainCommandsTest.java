package org.atex.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.atex.core.orchestrate.RunSummary;
import org.atex.provision.local.LocalProvisioner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainCommandsTest {

    @Test
    void eachCommandIsATestAndItsOutputIsKept(@TempDir Path directory) throws Exception {
        Path results = directory.resolve("results.jsonl");

        RunSummary summary = PlainCommands.run(LocalProvisioner.factory(), results);

        assertThat(summary).hasToString("2 passed");
        assertThat(Files.readAllLines(results))
                .anyMatch(line -> line.contains("\"/kernel\""))
                .anyMatch(line -> line.contains("\"/disk\""));
    }
}

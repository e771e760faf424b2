package org.atex.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that cannot come to its end, and people who press Ctrl-C until it does. */
class SecondInterruptTest {

    /** As a shell starts a command: with a process group of its own, and SIGINT not ignored. */
    private static final List<String> IN_ITS_GROUP =
            List.of("setsid", "env", "--default-signal=INT");

    @TempDir private Path directory = Path.of(".");
    private Path tree = Path.of(".");

    @BeforeEach
    void makeTree() throws IOException {
        tree = directory.resolve("tree");
        Trees.write(tree, "test: 'sleep 1000'");
    }

    // ORC-19
    @Test
    void secondInterruptDoesNotWaitForASystemThatHangs() throws Exception {
        try (CliProcess cli = start("first")) {
            cli.awaitPrinted(text -> text.contains("run       "));
            cli.kill();
        }
        Path lock = makeSystemHang(directory.resolve("first/tmp"));

        try (CliProcess cli = start("second", "--resume")) {
            cli.awaitThreadIn("ScratchHome.tryLock");
            cli.interruptGroup();
            cli.awaitThreadIn("Orchestrator.close");
            cli.interruptGroup();

            assertThat(cli.exitCode()).as(cli::complaints).isEqualTo(128 + 2);
            assertThat(cli.complaints()).contains("nobody waits any more");
        }

        Files.delete(lock);
        try (CliProcess cli = start("third", "--resume")) {
            assertThat(cli.exitCode()).as(cli::complaints).isEqualTo(ExitCodes.TROUBLE);
            assertThat(cli.printed()).contains("1 test: 1 not run");
        }
        assertThat(Leftovers.processesIn(directory)).isEmpty();
    }

    /** Whoever takes it over looks whether it is in use, and does not come back. */
    private static Path makeSystemHang(Path temporary) throws Exception {
        Path lock;
        try (Stream<Path> homes = Files.list(temporary)) {
            lock = homes.map(home -> home.resolve("lock")).filter(Files::exists).findAny().get();
        }
        Files.delete(lock);
        new ProcessBuilder("mkfifo", lock.toString()).inheritIO().start().waitFor();
        return lock;
    }

    private CliProcess start(String name, String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of("run", tree.toString(), "--out"));
        words.add(directory.resolve("out").toString());
        words.addAll(List.of(more));
        Path own = Files.createDirectory(directory.resolve(name));
        return CliProcess.start(own, IN_ITS_GROUP, words.toArray(String[]::new));
    }
}

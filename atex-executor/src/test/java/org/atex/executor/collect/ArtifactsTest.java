package org.atex.executor.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.atex.core.InvalidArgumentException;
import org.atex.core.result.Status;
import org.atex.core.result.TestResult;
import org.atex.executor.control.ControlException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 8: the artifacts directory. */
class ArtifactsTest {

    @TempDir Path directory;

    @Test
    void art01_theDirectoryHoldsResultsAndFilesOnly() throws Exception {
        Run run = new Run(directory);
        run.report("{'name': 'disk/io', 'files': [{'name': 'dmesg.txt', 'length': 6}]}", "oops!\n");
        run.report("{'testout': 'a/out'}").print("x");
        run.exit(0);

        assertThat(run.tree())
                .containsExactly(
                        "files/",
                        "files/a/",
                        "files/a/out",
                        "files/disk/",
                        "files/disk/io/",
                        "files/disk/io/dmesg.txt",
                        "results");
    }

    @Test
    void art01_alsoAfterAnErrorInTheMiddleOfAFile() throws Exception {
        Run run = new Run(directory);
        run.report("{'files': [{'name': 'a/b', 'length': 6}]}", "oo");
        try {
            run.collector.end(1);
        } catch (ControlException e) {
            run.abort(e.error());
        }

        assertThat(run.lines())
                .containsExactly(
                        "{'status': 'infra', 'note': 'BadControlError(EOF when reading data)',"
                                + " 'files': ['output.txt']}");
        assertThat(run.tree()).containsExactly("files/", "files/a/", "files/output.txt", "results");
    }

    @Test
    void art01_lostHelperFilesOfADeadRunnerAreRemoved() throws Exception {
        Files.writeString(directory.resolve(ArtifactsDirectory.OUTPUT), "old");
        Files.createDirectory(directory.resolve(ArtifactsDirectory.FOLDER));
        Run run = new Run(directory);
        run.exit(0);

        assertThat(run.tree()).containsExactly("files/", "files/output.txt", "results");
        assertThat(run.file("output.txt")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"results", "files"})
    void art02_aUsedDirectoryIsLeftAlone(String name) throws IOException {
        Files.writeString(directory.resolve(name), "old");

        assertRefused(directory);

        assertThat(directory.resolve(name)).hasContent("old");
        try (var left = Files.list(directory)) {
            assertThat(left).hasSize(1);
        }
    }

    @Test
    void art02_alsoIfItIsADanglingLink() throws IOException {
        Files.createSymbolicLink(directory.resolve("results"), directory.resolve("nowhere"));

        assertRefused(directory);
    }

    @Test
    void art02_itMustExist() {
        assertRefused(directory.resolve("missing"));
        assertThat(directory).isEmptyDirectory();
    }

    private static void assertRefused(Path path) {
        assertThatThrownBy(() -> new Run(path))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining(path.toString());
    }

    @Test
    void art03_bothExistFromTheStart() {
        new Run(directory);

        assertThat(directory.resolve("results")).isEmptyFile();
        assertThat(directory.resolve("files")).isEmptyDirectory();
    }

    @Test
    void err04_ofWhatDoesNotFitOnTheDiskCompleteLinesAreKept() throws Exception {
        FullDisk disk = new FullDisk(directory.resolve("results"), 25);
        GrowingFile file = new GrowingFile("results", disk, 0, () -> disk);
        Run run = new Run(Files.createDirectory(directory.resolve("run")));
        Events events = new Events(run);
        ResultsFile results = new ResultsFile(file, events);
        for (int i = 0; i < 3; i++) {
            results.add(Map.of("number", i), TestResult.of(Status.PASS));
        }

        assertThatThrownBy(results::flush)
                .hasMessage("cannot write results: No space left on device");

        assertThat(directory.resolve("results")).hasContent("{\"number\": 0}\n");
        events.tell();
        assertThat(run.reported).hasSize(1);
        disk.grow(100);
        results.add(Map.of("infra", true), TestResult.of(Status.INFRA));
        results.flush();
        assertThat(directory.resolve("results")).hasContent("{\"number\": 0}\n{\"infra\": true}\n");
        assertThat(results.count()).isEqualTo(2);
    }

    @Test
    void err04_whatCannotBeStoredIsThrownAndTheRestIsStored() throws Exception {
        Run run = new Run(directory);
        run.report("{'partial': true, 'name': 'a', 'status': 'fail', 'testout': 'dir/out'}");
        Files.writeString(directory.resolve(ArtifactsDirectory.FOLDER), "in the way");

        assertThatThrownBy(() -> run.exit(0)).isInstanceOf(IOException.class);

        assertThat(run.lines())
                .containsExactly(
                        "{'name': 'a', 'status': 'fail'}",
                        "{'status': 'pass', 'files': ['output.txt']}");
    }

    @Test
    void nothingStaysOpen() throws Exception {
        long before = descriptors();
        for (int i = 0; i < 50; i++) {
            Path each = Files.createDirectory(directory.resolve("run" + i));
            Run run = new Run(each);
            run.report("{'name': 'a/b/c', 'files': [{'name': 'd/e', 'length': 9}]}", "x");
            run.feed(2, "noop");
            run.exit(0);
        }

        assertThat(descriptors()).isLessThan(before + 20);
    }

    private static long descriptors() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        if (!Files.exists(descriptors)) {
            return 0;
        }
        try (var all = Files.list(descriptors)) {
            return all.count();
        }
    }

    @Test
    void closingTwiceOrAfterTheEndDoesNothing() throws Exception {
        Run run = new Run(directory);
        run.exit(0);
        run.collector.close();
        run.collector.close();

        assertThat(run.lines()).hasSize(1);
    }

    @Test
    void closingWithoutAnEndLeavesWhatWasReported() throws Exception {
        Run run = new Run(directory);
        run.report("{'name': 'a'}").report("{'partial': true, 'name': 'b'}");
        run.collector.close();

        assertThat(run.lines()).containsExactly("{'name': 'a'}");
        assertThat(run.tree()).containsExactly("files/", "results");
    }

    @Test
    void run11_theCallerMayHaveChangedTheExitCode() throws Exception {
        Run run = new Run(directory);
        run.send("exitcode 0\n");
        run.collector.finish(OptionalInt.of(1), Optional.empty());

        assertThat(run.lines()).containsExactly("{'status': 'fail', 'files': ['output.txt']}");
    }
}

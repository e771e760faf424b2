package org.atex.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.atex.examples.cli.Complaint.complains;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each wrong input gets exit code 2 and one line that names the place. */
class WrongInputTest {

    @TempDir private Path directory = Path.of(".");

    @Test
    void directoryWithoutMetadata(@TempDir Path nothing) {
        complains(InProcess.call("fmf", nothing.toString()), ".fmf", nothing.toString());
        complains(InProcess.run(directory, nothing.toString()), nothing.toString());
        assertThat(directory.resolve("out")).doesNotExist();
    }

    @Test
    void missingDirectory() {
        complains(InProcess.call("discover", "no/such/tree"), "no/such/tree");
    }

    @Test
    void brokenYaml(@TempDir Path tree) throws IOException {
        Trees.write(tree, "a: 1\nb: [2\nc: 3\n");

        complains(InProcess.call("discover", tree.toString()), tree + "/main.fmf", "line 3");
    }

    @Test
    void unknownPlan() {
        complains(
                InProcess.call("discover", "tree", "--plan", "/plans/none"), "/plans/none", "tree");
        complains(InProcess.call("discover", "tree", "--plan", "/results/pass"), "/results/pass");
    }

    @Test
    void wrongKeyOfTest(@TempDir Path tree) throws IOException {
        Trees.write(tree, "/a: {test: 'true', duration: soon}");

        complains(InProcess.call("discover", tree.toString()), "/a", "'duration'", "'soon'");
    }

    @Test
    void noTestSelected() {
        complains(
                InProcess.call("discover", "tree", "--name", "nothing/like/it"),
                "tree",
                "no test is selected");
        complains(
                InProcess.run(directory, "tree", "--plan", "/plans/smoke", "--filter", "tag: none"),
                "/plans/smoke");
    }

    @Test
    void brokenSelection() {
        complains(InProcess.call("discover", "tree", "--name", "("), "(");
        complains(InProcess.call("discover", "tree", "--condition", "1 +"), "1 +");
        complains(InProcess.call("discover", "tree", "--context", "fedora"), "--context fedora");
    }

    @Test
    void wrongUsage() {
        complains(InProcess.call("run", "tree"), "--out");
        complains(InProcess.call("run", "tree", "--out"), "--out");
        complains(InProcess.call("fly"), "fly");
        complains(InProcess.call("fmf", "tree", "--sort"), "--sort");
        complains(InProcess.run(directory, "tree", "--systems", "local:none"), "local:none");
        complains(InProcess.run(directory, "tree", "--systems", "cloud:1"), "cloud:1");
        complains(InProcess.run(directory, "tree", "--reruns", "-1"), "--reruns");
        complains(InProcess.run(directory, "tree", "--reruns", "many"), "--reruns");
        complains(InProcess.run(directory, "tree", "--deadline", "soon"), "--deadline soon");
        complains(InProcess.run(directory, "tree", "--hold-failed", "-1"), "--hold-failed");
        complains(InProcess.run(directory, "tree", "--learn", "no/such"), "no/such");
        complains(InProcess.run(directory, "tree", "--progress", "loud"), "--progress");
    }

    @Test
    void directoryWithResults() throws IOException {
        Path out = Files.createDirectory(directory.resolve("out"));
        Files.writeString(out.resolve("results.jsonl"), "");

        complains(InProcess.run(directory, "tree", "--name", "pass"), out.toString());
        assertThat(out.resolve("results.jsonl")).isEmptyFile();
    }

    @Test
    void outIsAFile() throws IOException {
        Files.writeString(directory.resolve("out"), "");

        complains(InProcess.run(directory, "tree"), directory.resolve("out").toString());
    }

    @Test
    void reportOfNoResults() {
        complains(InProcess.call("report", "no/such", "--junit", "x.xml"), "no/such/results.jsonl");
    }

    @Test
    void fullDiskUnderOut() throws Exception {
        Path out = Files.createDirectory(directory.resolve("full"));
        String tiny = "mount -t tmpfs -o size=64k none '%s' && exec \"$@\"".formatted(out);
        List<String> withTinyDisk = List.of("unshare", "-r", "-m", "sh", "-c", tiny, "sh");
        assumeTrue(works(withTinyDisk, "true"), "file systems can be mounted here");

        try (CliProcess cli =
                CliProcess.start(
                        directory,
                        withTinyDisk,
                        "run",
                        "tree",
                        "--name",
                        "/results/files",
                        "--out",
                        out.toString())) {
            int exitCode = cli.exitCode();
            complains(
                    new InProcess.Ran(exitCode, cli.printed(), cli.complaints()),
                    out.toString(),
                    "No space left on device");
        }
    }

    private static boolean works(List<String> wrapper, String command) throws Exception {
        List<String> words = new ArrayList<>(wrapper);
        words.add(command);
        return new ProcessBuilder(words).start().waitFor() == 0;
    }
}

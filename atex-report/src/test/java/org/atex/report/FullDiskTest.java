package org.atex.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A write that fails at any byte: the operating system takes no file of the process longer than a
 * limit, and then is as a full disk. Nothing is lost or doubled when there is room again.
 */
class FullDiskTest {

    /** Not every byte: each limit is a run. */
    private static final int STEP = 131;

    @TempDir private Path temporary = Path.of("");
    private Process process;
    private BufferedReader answers;
    private int roots;

    @BeforeEach
    void startProcess() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "needs prlimit of util-linux");
        process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:-UsePerfData",
                                "-cp",
                                System.getProperty("java.class.path"),
                                SinkProcess.class.getName())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        answers =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    @AfterEach
    void endProcess() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    // AGG-05, AGG-16
    @ParameterizedTest
    @EnumSource(names = "GZIP_WITHOUT_SUFFIX", mode = EnumSource.Mode.EXCLUDE)
    void sinkThatFailedGoesOnWhenThereIsRoom(SinkKind kind) throws Exception {
        Map<String, String> whole = whole(kind);
        int failed = 0;
        for (int limit = 0; limit < longest(whole); limit += STEP) {
            Path root = newRun();
            failed += takeUpTo(limit, kind, root) ? 0 : 1;

            assertThat(tell("again")).as("limit %d", limit).isEqualTo("ok");
            assertThat(EndedAttempts.shown(root)).as("limit %d", limit).isEqualTo(whole);
        }
        assertThat(failed).isPositive();
    }

    // AGG-15, AGG-16
    @ParameterizedTest
    @EnumSource(names = "GZIP_WITHOUT_SUFFIX", mode = EnumSource.Mode.EXCLUDE)
    void processAfterTheOneThatFailedGoesOn(SinkKind kind) throws Exception {
        Map<String, String> whole = whole(kind);
        for (int limit = 0; limit < longest(whole); limit += STEP) {
            Path root = newRun();
            if (!takeUpTo(limit, kind, root)) {
                SinkProcess.goOn(kind, root, EndedAttempts.COUNT);
            }
            assertThat(EndedAttempts.shown(root)).as("limit %d", limit).isEqualTo(whole);
        }
    }

    private Map<String, String> whole(SinkKind kind) throws Exception {
        Path root = newRun();
        assertThat(tell("take " + kind + " " + root)).isEqualTo("ok");
        return EndedAttempts.shown(root);
    }

    private static int longest(Map<String, String> files) {
        return files.values().stream().mapToInt(String::length).max().orElseThrow();
    }

    /** Whether all was taken; if not, the error says which file could not be written, and why. */
    private boolean takeUpTo(int limit, SinkKind kind, Path root) throws Exception {
        limitFiles(Integer.toString(limit));
        String answer = tell("take " + kind + " " + root);
        limitFiles("unlimited");
        if (!answer.equals("ok")) {
            assertThat(answer)
                    .as("limit %d", limit)
                    .contains("cannot ", root.resolve("out").toString(), "File too large");
        }
        return answer.equals("ok");
    }

    private void limitFiles(String bytes) throws Exception {
        List<String> words =
                List.of("prlimit", "--pid", "" + process.pid(), "--fsize=" + bytes + ":");
        assertThat(new ProcessBuilder(words).inheritIO().start().waitFor()).isZero();
    }

    private String tell(String order) throws IOException {
        process.getOutputStream().write((order + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        return answers.readLine();
    }

    private Path newRun() throws IOException {
        Path root = Files.createDirectory(temporary.resolve("root-" + roots++));
        EndedAttempts.in(root).leave();
        return root;
    }
}

package org.atex.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run on local systems whose process is killed at random moments and resumed each time: at the
 * end each test has its results once, uploaded files are whole, and no system is left (ORC-20,
 * PRV-06, AGG-15, AGG-16, SUP-07). How often is said by {@code atex.kills}.
 */
@Tag("slow")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class KillTest {

    private static final int KILLS = Integer.getInteger("atex.kills", 3);

    /** A process is killed after this many events at the most. */
    private static final int EVENTS = 40;

    /** The journal of a run that went wrong tells why. */
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path temp;

    private final Random random = new Random(11);

    private int kills;

    @Test
    void aRunThatIsKilledAndResumedEndsAsIfNothingHadBeen() throws Exception {
        for (int run = 0; kills < KILLS; run++) {
            Path directory = Files.createDirectory(temp.resolve("run-" + run));
            String said = runInPieces(directory);
            assertThat(said)
                    .as("what its last process complained of: %s", complaints(directory))
                    .startsWith("summary 16 passed, 8 failed, ");
            assertResultsAreThereOnce(directory);
            assertNothingIsLeft(directory);
        }
    }

    private static String complaints(Path directory) throws IOException {
        return Files.readString(directory.resolve("errors"));
    }

    /** One run, to its end; the last line that was said. */
    private String runInPieces(Path directory) throws IOException, InterruptedException {
        String said = "killed";
        while (said.equals("killed")) {
            said = runUntil(kills < KILLS ? random.nextInt(EVENTS) : Integer.MAX_VALUE, directory);
        }
        return said;
    }

    private static void assertResultsAreThereOnce(Path directory) throws IOException {
        List<String> found = new ArrayList<>(Files.readAllLines(directory.resolve("results")));
        Collections.sort(found);
        assertThat(found).isEqualTo(expectedLines(found.get(0)));
        assertThat(uploads(directory))
                .hasSize(8 * 10)
                .allMatch(file -> textOf(file).equals("12345"));
    }

    private static void assertNothingIsLeft(Path directory) throws IOException {
        assertThat(directory.resolve("results.state")).doesNotExist();
        Path homesOfSystems = directory.resolve("tmp");
        assertThat(homesOfSystems).isEmptyDirectory();
        assertThat(processesNaming(homesOfSystems.toRealPath() + "/atex-local-")).isEmpty();
    }

    /** Runs or resumes, and kills after so many events; the last line that was said. */
    private String runUntil(int events, Path directory) throws IOException, InterruptedException {
        Path tmp = Files.createDirectories(directory.resolve("tmp"));
        Path errors = directory.resolve("errors");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Djava.io.tmpdir=" + tmp,
                                "-cp",
                                System.getProperty("java.class.path"),
                                KilledRun.class.getName(),
                                directory.resolve("run").toString(),
                                directory.resolve("results").toString())
                        .redirectError(errors.toFile())
                        .start();
        String last = "";
        try (BufferedReader lines = process.inputReader()) {
            int seen = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = line;
                if (++seen > events) {
                    process.destroyForcibly();
                    last = "killed";
                    kills++;
                    break;
                }
            }
        }
        boolean ended = process.waitFor() == 0 || last.equals("killed");
        return ended ? last : last + "\n" + complaints(directory);
    }

    /** As a run that nobody kills would have them, on the platform of this machine. */
    private static List<String> expectedLines(String one) {
        String platform = one.substring(0, one.indexOf(',') + 1);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < KilledRun.tests().size(); i++) {
            String test = "\"/kill/%d\"".formatted(i);
            if (i % 3 == 0) {
                for (int part = 1; part <= 10; part++) {
                    lines.add(
                            "%s \"pass\", %s, \"part/%d\", [\"file\"], null]"
                                    .formatted(platform, test, part));
                }
            }
            String status = i % 3 == 1 ? "fail" : "pass";
            lines.add(
                    "%s \"%s\", %s, null, [\"output.txt\"], null]"
                            .formatted(platform, status, test));
        }
        Collections.sort(lines);
        return lines;
    }

    private static List<Path> uploads(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(path -> path.endsWith("file")).toList();
        }
    }

    /** Those in whose environment a text is. */
    private static List<Path> processesNaming(String text) throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes.filter(process -> environmentOf(process).contains(text)).toList();
        }
    }

    private static String environmentOf(Path process) {
        try {
            return Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // it has ended, is not ours, or is no process
        }
    }

    private static String textOf(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}

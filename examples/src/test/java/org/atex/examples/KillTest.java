package org.atex.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
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
import org.junit.jupiter.api.io.TempDir;

/**
 * A run on local systems whose process is killed at random moments and resumed each time: at the
 * end each test has its results once, uploaded files are whole, and no system is left (ORC-20,
 * PRV-06, AGG-15, AGG-16, SUP-07). How often is said by {@code atex.kills}.
 */
@Tag("slow")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class KillTest {

    private static final int KILLS = Integer.getInteger("atex.kills", 5);

    /** A process is killed after this many events at the most. */
    private static final int EVENTS = 40;

    @TempDir Path temp;

    private final Random random = new Random(11);

    @Test
    void aRunThatIsKilledAndResumedEndsAsIfNothingHadBeen() throws Exception {
        Path results = temp.resolve("results.jsonl");
        String said = "";
        for (int kills = 0; kills < KILLS && !said.startsWith("summary"); kills++) {
            said = runUntil(random.nextInt(EVENTS), results);
        }
        if (!said.startsWith("summary")) {
            said = runUntil(Integer.MAX_VALUE, results);
        }

        assertThat(said).startsWith("summary 16 passed, 8 failed, ");
        List<String> found = new ArrayList<>(Files.readAllLines(results));
        Collections.sort(found);
        assertThat(found).isEqualTo(expectedLines(found.get(0)));
        assertThat(uploads()).hasSize(8 * 10).allMatch(file -> textOf(file).equals("12345"));
        assertThat(temp.toFile().list()).doesNotContain("results.jsonl.state");
        assertThat(temp.resolve("tmp").toFile().list()).isEmpty();
    }

    /** Runs or resumes, and kills after so many events; the last line that was said. */
    private String runUntil(int events, Path results) throws IOException, InterruptedException {
        Path tmp = Files.createDirectories(temp.resolve("tmp"));
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Djava.io.tmpdir=" + tmp,
                                "-cp",
                                System.getProperty("java.class.path"),
                                KilledRun.class.getName(),
                                temp.resolve("run").toString(),
                                results.toString())
                        .redirectError(temp.resolve("errors").toFile())
                        .start();
        String last = "";
        try (BufferedReader lines = process.inputReader()) {
            int seen = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = line;
                if (++seen > events) {
                    process.destroyForcibly();
                    last = "killed";
                    break;
                }
            }
        }
        process.waitFor();
        return last.isEmpty() ? Files.readString(temp.resolve("errors")) : last;
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

    private List<Path> uploads() throws IOException {
        try (Stream<Path> files = Files.walk(temp)) {
            return files.filter(path -> path.endsWith("file")).toList();
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

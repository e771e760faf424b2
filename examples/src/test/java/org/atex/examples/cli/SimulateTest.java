package org.atex.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.atex.examples.cli.Complaint.complains;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateTest {

    @TempDir private Path directory = Path.of(".");

    @Test
    void listOfDurationsIsSimulatedForEachNumberOfSystems() throws IOException {
        Path file = write("60 /a\n\n60s /b\n2m /c with blanks\n");

        InProcess.Ran ran = simulate("--durations", file.toString(), "--systems", "1,2");

        assertThat(ran.exitCode()).as(ran.complaints()).isZero();
        assertThat(numbers(ran))
                .containsExactly(
                        List.of("1", "4:00", "4:00", "1.00", "0.07", "100", "%", "1"),
                        List.of("2", "2:00", "2:00", "1.00", "0.07", "100", "%", "2"));
    }

    @Test
    void givenOrderIsWorseThanTheLongestFirst() throws IOException {
        Path file = write("60 /a\n60 /b\n2m /c\n");

        InProcess.Ran ran =
                simulate("--durations", file.toString(), "--systems", "2", "--order", "given");

        assertThat(numbers(ran).get(0)).startsWith("2", "3:00", "2:00", "1.50");
    }

    @Test
    void earlierRunIsReplayedFromItsJournal() {
        InProcess.run(directory, "tree", "--name", "/results/pass|/results/fail$");

        InProcess.Ran ran = simulate(directory.resolve("out").toString(), "--systems", "1,2");

        assertThat(ran.exitCode()).as(ran.complaints()).isZero();
        assertThat(numbers(ran)).hasSize(2);
    }

    @Test
    void wrongInputIsNamed() throws IOException {
        complains(simulate("--systems", "2"), "RUN_DIR", "--durations");
        complains(simulate("no/such", "--systems", "2"), "no/such");
        complains(simulate("--durations", "no/such", "--systems", "2"), "no/such");
        complains(simulate(of("soon /a\n"), "--systems", "2"), "line 1", "'soon'");
        complains(simulate(of("5 /a\n5\n"), "--systems", "2"), "line 2");
        complains(simulate(of("5 /a\n5 /a\n"), "--systems", "2"), "line 2", "/a", "twice");
        complains(simulate(of(""), "--systems", "2"), "no tests");
        complains(simulate(of("5 /a\n"), "--systems", "0"), "0");
        complains(simulate(of("5 /a\n"), "--systems", "many"), "--systems");
        complains(simulate(of("5 /a\n"), "--systems", "1", "--order", "best"), "--order");
        complains(simulate(of("5 /a\n"), "--systems", "1", "--reruns", "-1"), "--reruns");
        complains(
                simulate(of("5 /a\n"), "--systems", "1", "--reserve-time", "soon"),
                "--reserve-time soon");
    }

    private String of(String durations) throws IOException {
        return "--durations=" + write(durations);
    }

    private Path write(String durations) throws IOException {
        return Files.writeString(directory.resolve("durations"), durations);
    }

    private static InProcess.Ran simulate(String... words) {
        String[] all = new String[words.length + 1];
        all[0] = "simulate";
        System.arraycopy(words, 0, all, 1, words.length);
        return InProcess.call(all);
    }

    private static List<List<String>> numbers(InProcess.Ran ran) {
        return ran.printed()
                .lines()
                .skip(1)
                .takeWhile(line -> !line.isEmpty())
                .map(line -> List.of(line.strip().split(" +")))
                .toList();
    }
}

package org.atex.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.atex.core.InvalidArgumentException;
import org.atex.core.test.TestRun;

/** Tests of which nothing is known but their names and how long they take. */
final class DurationsFile {

    private DurationsFile() {}

    /**
     * Reads a file of lines like {@code 1m30s /smoke/login}; empty ones are skipped.
     *
     * @return tests that take as long as they may
     */
    static List<TestRun> read(Path file) throws IOException {
        List<TestRun> tests = new ArrayList<>();
        Set<String> names = new HashSet<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (!line.isBlank()) {
                TestRun test = test(line.strip(), "%s, line %d".formatted(file, number));
                if (!names.add(test.name())) {
                    throw new InvalidArgumentException(
                            "%s, line %d: %s is there twice".formatted(file, number, test.name()));
                }
                tests.add(test);
            }
        }
        return tests;
    }

    private static TestRun test(String line, String place) {
        String[] words = line.split("\\s+", 2);
        if (words.length < 2) {
            throw new InvalidArgumentException(
                    place + ": expected a time and the name of a test, like '90s /smoke/login'");
        }
        Duration took =
                Spans.read(words[0])
                        .orElseThrow(
                                () ->
                                        new InvalidArgumentException(
                                                "%s: '%s' is no time like 90s or 1m30s"
                                                        .formatted(place, words[0])));
        return TestRun.named(words[1], "true").timeLimit(took).build();
    }
}

package org.atex.benchmarks.makespan;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import org.atex.core.test.TestRun;

/** The tests of a suite with the time limits that they declare. */
record Suite(String name, List<TestRun> tests) {

    /** The declared limits of a public suite, kept beside this class as plain numbers. */
    static Suite load(String name) throws IOException {
        try (InputStream numbers = Suite.class.getResourceAsStream(name + ".txt")) {
            if (numbers == null) {
                throw new IOException("there is no suite " + name);
            }
            List<TestRun> tests = new ArrayList<>();
            Scanner scanner = new Scanner(numbers, StandardCharsets.US_ASCII);
            while (scanner.hasNextLong()) {
                Duration limit = Duration.ofSeconds(scanner.nextLong());
                tests.add(TestRun.named("/" + tests.size(), "true").timeLimit(limit).build());
            }
            return new Suite(name, tests);
        }
    }

    /** The same tests without a limit of their own. */
    Suite withoutLimits() {
        return new Suite(
                name + ", no limits",
                tests.stream()
                        .map(test -> test.withTimeLimit(TestRun.DEFAULT_TIME_LIMIT))
                        .toList());
    }
}

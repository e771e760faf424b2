package org.atex.executor.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the fuzzer calls: the same bytes, cut anywhere and over any killed runner, lead to the same
 * artifacts and the same error, with nothing beside the artifacts directory.
 */
public final class CollectorFuzz {

    private CollectorFuzz() {}

    /**
     * Runs a script twice.
     *
     * @param input what the fuzzer made
     */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        List<FuzzScript.Step> steps = FuzzScript.of(input);
        Path parent = Files.createTempDirectory("atex-fuzz");
        try {
            Map<String, String> expected = outcome(parent.resolve("whole"), true, steps, input);
            Map<String, String> cut = outcome(parent.resolve("cut"), false, steps, input);
            if (!cut.equals(expected)) {
                throw new AssertionError("%s%n but whole: %s".formatted(cut, expected));
            }
            requireNothingElse(parent);
        } finally {
            delete(parent);
        }
    }

    private static Map<String, String> outcome(
            Path directory, boolean whole, List<FuzzScript.Step> steps, byte[] input)
            throws IOException {
        Files.createDirectory(directory);
        return new FuzzedRun(directory, whole, Arrays.hashCode(input)).outcome(steps);
    }

    private static void requireNothingElse(Path parent) throws IOException {
        try (Stream<Path> all = Files.list(parent)) {
            if (all.count() != 2) {
                throw new AssertionError("something outside of the artifacts directory");
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}

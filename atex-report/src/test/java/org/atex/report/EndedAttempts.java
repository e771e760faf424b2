package org.atex.report;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.atex.core.fakes.SinkFeed;
import org.atex.core.result.SinkEvent.AttemptEnded;
import org.atex.core.result.SinkEvent.Standing;
import org.atex.core.result.Status;
import org.atex.core.result.TestOutcome;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.TestRun;

/** Attempts of a run that have ended: what they left, and the events that say so. */
final class EndedAttempts {

    /** Events of each attempt: it began, reported what counts as one, and ended. */
    private static final int EVENTS = 3;

    /** What tests leave: names and contents of files. Some names lie below those of other tests. */
    private static final List<Map.Entry<String, List<String>>> TESTS =
            List.of(
                    Map.entry("/a", List.of("output.txt", "b/x.txt", "deep/er/y.txt")),
                    Map.entry("/a/b", List.of("output.txt", "z.txt")),
                    Map.entry("/none", List.of()),
                    Map.entry("/a/deep", List.of("z.txt", "er/x/z.txt")));

    static final int COUNT = TESTS.size();

    private final Path root;

    private EndedAttempts(Path root) {
        this.root = root;
    }

    /** Those whose artifacts are in this directory. */
    static EndedAttempts in(Path root) {
        return new EndedAttempts(root);
    }

    /** Leaves what all of them leave. */
    EndedAttempts leave() throws IOException {
        for (int i = 0; i < COUNT; i++) {
            for (String file : TESTS.get(i).getValue()) {
                Path path = artifacts(i).resolve("files").resolve(file);
                Files.createDirectories(path.getParent());
                Files.writeString(path, file + i);
            }
            Files.createDirectories(artifacts(i));
            Files.writeString(
                    artifacts(i).resolve("results"),
                    """
                    {"name": "sub", "status": "fail", "note": "n\u00f6te"}
                    {"status": "pass", "files": ["output.txt"]}
                    """);
        }
        return this;
    }

    Path artifacts(int index) {
        return root.resolve("attempts").resolve("" + index);
    }

    String test(int index) {
        return TESTS.get(index).getKey();
    }

    /** How many have ended with events up to this one. */
    static int upTo(long event) {
        return (int) (event / EVENTS);
    }

    AttemptEnded ended(int index) {
        Attempt attempt =
                new Attempt(
                        index + 1L,
                        TestRun.named(test(index), "true").build(),
                        1,
                        "system-1",
                        Platform.named(SinkFeed.PLATFORM),
                        artifacts(index));
        return new AttemptEnded(
                (long) EVENTS * (index + 1),
                attempt,
                TestOutcome.exited(0, Optional.of(Status.PASS), SinkFeed.TOOK),
                Standing.FINAL,
                Instant.EPOCH);
    }

    /** All files below a directory. */
    static Map<String, byte[]> contents(Path directory) throws IOException {
        Map<String, byte[]> contents = new TreeMap<>();
        if (Files.exists(directory)) {
            try (Stream<Path> paths = Files.walk(directory)) {
                for (Path path : paths.filter(Files::isRegularFile).toList()) {
                    contents.put(directory.relativize(path).toString(), Files.readAllBytes(path));
                }
            }
        }
        return contents;
    }

    /** The same, to be compared and shown. */
    static Map<String, String> shown(Path directory) throws IOException {
        Map<String, String> shown = new TreeMap<>();
        contents(directory)
                .forEach((name, bytes) -> shown.put(name, new String(bytes, ISO_8859_1)));
        return shown;
    }
}

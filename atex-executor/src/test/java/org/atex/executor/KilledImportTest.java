package org.atex.executor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.TestRun;
import org.atex.executor.collect.CollectorLimits;
import org.atex.executor.script.LeftFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A runner is killed while it takes what a test has left, and the next one goes on with that. */
class KilledImportTest {

    private static final TestRun TEST =
            TestRun.named("/test", "unused").metadata(Map.of("result", "custom")).build();

    /** With a result that cannot be stored, one that cannot be read, and files that came before. */
    private static final Map<String, String> LEFT =
            Map.of(
                    "/data/tmt-report-results.yaml",
                    """
                    - {name: a, result: pass, log: [one, two]}
                    - {name: a/one, log: one}
                    - {name: /, note: of the test, log: [one, two]}
                    - {name: b, result: fail, note: twice}
                    - {name: b, result: fail, note: twice}
                    """,
                    "/data/results.yaml",
                    "- [",
                    "/submitted",
                    "sent\none\ntwo\nthree\n",
                    "one",
                    "1".repeat(20),
                    "two",
                    "2".repeat(7),
                    "three",
                    "exitcode 7\n".repeat(3),
                    "sent",
                    "not these");

    @TempDir Path temp;

    private boolean complete;

    /** Brings a few bytes at a time, and breaks after so many steps. */
    private static final class Breaking extends InputStream implements FetchedFiles {

        private int steps;
        private InputStream file = InputStream.nullInputStream();

        Breaking(int steps) {
            this.steps = steps;
        }

        private void step() throws IOException {
            if (--steps < 0) {
                throw new EOFException("killed");
            }
        }

        @Override
        public OptionalLong find(String path, long limit) throws IOException {
            step();
            String content = LEFT.get(path);
            if (content == null) {
                return OptionalLong.empty();
            }
            file = new ByteArrayInputStream(content.getBytes(UTF_8));
            return OptionalLong.of(content.length());
        }

        @Override
        public String refusal() {
            return "missing";
        }

        @Override
        public InputStream content() {
            return this;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            step();
            return file.read(bytes, offset, Math.min(length, 9));
        }
    }

    private static Attempt attempt(Path directory) {
        return new Attempt(1, TEST, 1, "box", Platform.any(), directory);
    }

    private static void begin(Recording recording) {
        recording.started();
        String words = "{\"partial\": true, \"files\": [{\"name\": \"sent\", \"length\": 2}]}";
        String all = "result %d\n%sup".formatted(words.length(), words);
        recording.feed(1, ByteBuffer.wrap(all.getBytes(UTF_8)));
        recording.end(1);
        recording.store();
    }

    /** Whether all was taken. */
    private static boolean take(Recording recording, int steps) {
        LeftFiles paths = new LeftFiles("/data", "/submitted");
        try {
            new LeftResults(TEST, paths, new Breaking(steps), recording).take();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    // SUP-05, TMT-02, TMT-03
    @Test
    void whateverStepTheRunnerIsKilledAtEachResultIsStoredOnce() throws Exception {
        Map<String, String> expected = stored(Integer.MAX_VALUE);
        assertThat(expected).containsEntry("files/three", LEFT.get("three"));
        assertThat(expected.get("results").lines()).hasSize(5);

        int steps = 0;
        do {
            assertThat(stored(steps)).as("killed after %d", steps).isEqualTo(expected);
        } while (!complete && ++steps > 0);

        assertThat(steps).isGreaterThan(30);
    }

    /** What is stored in the end by runners of which the first two are killed after some steps. */
    private Map<String, String> stored(int steps) throws Exception {
        Path directory = Files.createTempDirectory(temp, "attempt");
        try (Recording recording =
                Recording.open(
                        attempt(directory),
                        result -> {},
                        CollectorLimits.DEFAULT,
                        true,
                        Optional.empty())) {
            begin(recording);
            complete = take(recording, steps);
            directory = copy(directory);
        }
        try (Recording recording = resume(directory)) {
            boolean unused = take(recording, steps == 0 ? 0 : steps + 1);
            directory = copy(directory);
        }
        try (Recording recording = resume(directory)) {
            assertThat(take(recording, Integer.MAX_VALUE)).isTrue();
            assertThat(recording.broken()).isEmpty();
            assertThat(recording.finish(Ending.exited(0)).exitedWith(0)).isTrue();
        }
        return contents(directory);
    }

    private static Recording resume(Path directory) throws IOException {
        return Recording.resume(attempt(directory), result -> {}, CollectorLimits.DEFAULT)
                .orElseThrow();
    }

    /** As a runner leaves it that is killed now. */
    private Path copy(Path directory) throws IOException {
        Path copy = temp.resolve(directory.getFileName() + "+");
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                Files.copy(each, copy.resolve(directory.relativize(each)));
            }
        }
        return copy;
    }

    private static Map<String, String> contents(Path directory) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                contents.put(directory.relativize(each).toString(), Files.readString(each));
            }
        }
        return contents;
    }
}

package org.atex.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.atex.core.fakes.SinkFeed;
import org.atex.core.result.ResultSink;
import org.atex.core.result.SinkEvent.AttemptEnded;
import org.atex.core.result.SinkEvent.Standing;
import org.atex.core.result.Status;
import org.atex.core.result.TestOutcome;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.TestRun;
import org.atex.report.jsonl.JsonLinesSink;
import org.atex.report.junit.JUnitXmlSink;
import org.atex.report.yaml.YamlSink;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * AGG-16: in whatever state a process that is killed leaves its sink, the run that goes on ends
 * with the same bytes as one that was never killed. The states are all that the order of the steps
 * allows: any part of the record {@code begun}; then any of the files moved; then any part of the
 * lines; then any part of the record {@code done}; then the artifacts gone or not.
 */
class KilledSinkTest {

    private static final int ROUNDS = 25;

    @TempDir private Path temporary;
    private int roots;

    /** What tests leave: names and contents of files. Some names lie below those of other tests. */
    private static final List<Map.Entry<String, List<String>>> TESTS =
            List.of(
                    Map.entry("/a", List.of("output.txt", "b/x.txt", "deep/er/y.txt")),
                    Map.entry("/a/b", List.of("output.txt", "z.txt")),
                    Map.entry("/none", List.of()),
                    Map.entry("/a/deep", List.of("z.txt", "er/x/z.txt")));

    static Stream<Named<Function<Path, ResultSink>>> sinks() {
        return Stream.of(
                Named.of("lines", out -> JsonLinesSink.to(out.resolve("target"))),
                Named.of(
                        "gzip", out -> JsonLinesSink.builder(out.resolve("target")).gzip().build()),
                Named.of(
                        "gzip without suffix",
                        out ->
                                JsonLinesSink.builder(out.resolve("target"))
                                        .gzip()
                                        .compressedFilesSuffix("")
                                        .build()),
                Named.of("yaml", out -> YamlSink.to(out.resolve("target"))));
    }

    @ParameterizedTest
    @MethodSource("sinks")
    void collectedResultsAreTheSame(Function<Path, ResultSink> sinks) throws IOException {
        Map<String, String> whole = new World(sinks).takeAll().finish();

        for (int killedIn = 0; killedIn < TESTS.size(); killedIn++) {
            Step step = Step.of(new World(sinks), killedIn);
            for (int round = 0; round < ROUNDS; round++) {
                World world = new World(sinks);
                String killed = world.killIn(step, new Random(killedIn * 1000L + round));
                assertThat(world.resume().takeAll().finish()).as(killed).isEqualTo(whole);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sinks")
    void killedAgainAndAgainTheyAreTheSame(Function<Path, ResultSink> sinks) throws IOException {
        Map<String, String> whole = new World(sinks).takeAll().finish();
        Random random = new Random(42);
        for (int round = 0; round < ROUNDS; round++) {
            World world = new World(sinks);
            for (int killedIn = 0; killedIn < TESTS.size(); killedIn++) {
                world.killIn(Step.of(new World(sinks), killedIn), random);
                world.resume();
            }
            assertThat(world.takeAll().finish()).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @MethodSource("sinks")
    void attemptThatFailedWithTheDiskFullIsTakenByTheNextProcess(Function<Path, ResultSink> sinks)
            throws IOException {
        Map<String, String> whole = new World(sinks).takeAll().finish();
        World world = new World(sinks);
        world.take(0);
        Files.delete(world.artifacts(1).resolve("results"));
        Files.createSymbolicLink(world.artifacts(1).resolve("results"), Path.of("/dev/full"));

        assertThat(world.refuses(1)).isTrue();
        Files.delete(world.artifacts(1).resolve("results"));
        world.writeResults(1);

        assertThat(world.resume().takeAll().finish()).isEqualTo(whole);
    }

    // AGG-16, for a sink that writes when it is closed
    @ParameterizedTest
    @MethodSource("cuts")
    void junitReportIsTheSame(int killedIn) throws IOException {
        Function<Path, ResultSink> sinks = out -> JUnitXmlSink.to(out.resolve("target"));
        Map<String, String> whole = new World(sinks).takeAll().finish();
        World done = new World(sinks);
        for (int i = 0; i < killedIn; i++) {
            done.take(i);
        }
        byte[] before = Files.readAllBytes(done.state());
        done.take(killedIn);
        byte[] after = Files.readAllBytes(done.state());

        for (int cut = before.length; cut <= after.length; cut++) {
            World world = new World(sinks);
            for (int i = 0; i <= killedIn; i++) {
                world.take(i);
            }
            Files.write(world.state(), Arrays.copyOf(after, cut));
            assertThat(world.resume().takeAll().finish()).isEqualTo(whole);
        }
    }

    static Stream<Integer> cuts() {
        return Stream.iterate(0, i -> i + 1).limit(TESTS.size());
    }

    /** What the files of a sink are before and after it took one attempt. */
    private record Step(
            int index,
            byte[] stateBefore,
            byte[] stateAfter,
            byte[] target,
            Map<String, byte[]> added) {

        static Step of(World world, int index) throws IOException {
            for (int i = 0; i < index; i++) {
                world.take(i);
            }
            byte[] before = Files.readAllBytes(world.state());
            Map<String, byte[]> files = world.files();
            world.take(index);
            Map<String, byte[]> added = world.files();
            added.keySet().removeAll(files.keySet());
            return new Step(
                    index,
                    before,
                    Files.readAllBytes(world.state()),
                    Files.readAllBytes(world.target()),
                    added);
        }

        int begunEnd() {
            int end = stateBefore.length;
            while (stateAfter[end] != '\n') {
                end++;
            }
            return end + 1;
        }
    }

    /** A run: the artifacts of its attempts, its sink, and the next process of it. */
    private final class World {

        private final Path root;
        private final Function<Path, ResultSink> sinks;
        private ResultSink sink;
        private int taken;

        World(Function<Path, ResultSink> sinks) throws IOException {
            this.sinks = sinks;
            root = Files.createDirectory(temporary.resolve("root-" + roots++));
            for (int i = 0; i < TESTS.size(); i++) {
                for (String file : TESTS.get(i).getValue()) {
                    Path path = artifacts(i).resolve("files").resolve(file);
                    Files.createDirectories(path.getParent());
                    Files.writeString(path, file + i);
                }
                writeResults(i);
            }
            sink = sinks.apply(root.resolve("out"));
            sink.open();
        }

        void writeResults(int index) throws IOException {
            Files.createDirectories(artifacts(index));
            Files.writeString(
                    artifacts(index).resolve("results"),
                    """
                    {"name": "sub", "status": "fail", "note": "n\u00f6te"}
                    {"status": "pass", "files": ["output.txt"]}
                    """);
        }

        Path artifacts(int index) {
            return root.resolve("attempts").resolve("" + index);
        }

        Path target() {
            return root.resolve("out/target");
        }

        Path state() {
            return root.resolve("out/target.state");
        }

        World resume() throws IOException {
            sink = sinks.apply(root.resolve("out"));
            sink.resume();
            taken = (int) (sink.lastSeen().orElseThrow() / 3);
            return this;
        }

        World takeAll() throws IOException {
            while (taken < TESTS.size()) {
                take(taken);
            }
            return this;
        }

        void take(int index) throws IOException {
            sink.accept(ended(index));
            taken = index + 1;
        }

        boolean refuses(int index) {
            try {
                take(index);
                return false;
            } catch (IOException | RuntimeException e) {
                return true;
            }
        }

        private AttemptEnded ended(int index) {
            TestRun test = TestRun.named(TESTS.get(index).getKey(), "true").build();
            Attempt attempt =
                    new Attempt(
                            index + 1L,
                            test,
                            1,
                            "system-1",
                            Platform.named(SinkFeed.PLATFORM),
                            artifacts(index));
            TestOutcome outcome = TestOutcome.exited(0, Optional.of(Status.PASS), SinkFeed.TOOK);
            return new AttemptEnded(
                    3L * (index + 1), attempt, outcome, Standing.FINAL, java.time.Instant.EPOCH);
        }

        /** Leaves what a process does that is killed while it takes an attempt. */
        String killIn(Step step, Random random) throws IOException {
            while (taken < step.index) {
                take(taken);
            }
            return switch (random.nextInt(5)) {
                case 0 -> leaveState(random, step, step.stateBefore.length, step.begunEnd());
                case 1 -> leaveFiles(random, step, false) + leaveState(step, step.begunEnd());
                case 2 ->
                        leaveFiles(random, step, true)
                                + leaveLines(random, step)
                                + leaveState(step, step.begunEnd());
                case 3 ->
                        leaveFiles(random, step, true)
                                + leaveLines(step, step.target.length)
                                + leaveState(random, step, step.begunEnd(), step.stateAfter.length);
                default -> {
                    leaveFiles(random, step, true);
                    leaveLines(step, step.target.length);
                    yield "all done" + leaveState(step, step.stateAfter.length);
                }
            };
        }

        private String leaveState(Random random, Step step, int from, int to) throws IOException {
            return leaveState(step, from + random.nextInt(to - from));
        }

        private String leaveState(Step step, int length) throws IOException {
            Files.write(state(), Arrays.copyOf(step.stateAfter, length));
            return ", %d of %d bytes of state".formatted(length, step.stateAfter.length);
        }

        private String leaveLines(Random random, Step step) throws IOException {
            int before = (int) Files.size(target());
            return leaveLines(step, before + random.nextInt(step.target.length - before + 1));
        }

        private String leaveLines(Step step, int length) throws IOException {
            Files.write(target(), Arrays.copyOf(step.target, length));
            return ", %d of %d bytes of lines".formatted(length, step.target.length);
        }

        /** A file that is moved is at one place, one that is copied at both, half of it maybe. */
        private String leaveFiles(Random random, Step step, boolean all) throws IOException {
            StringBuilder moved = new StringBuilder("files: ");
            for (Map.Entry<String, byte[]> file : step.added.entrySet()) {
                if (all || random.nextBoolean()) {
                    moved.append(file.getKey()).append(' ');
                    Path place = root.resolve("out/files").resolve(file.getKey());
                    Files.createDirectories(place.getParent());
                    byte[] content = file.getValue();
                    boolean half = !all && !wasRenamed(step, file) && random.nextBoolean();
                    Files.write(
                            place,
                            Arrays.copyOf(content, half ? content.length / 2 : content.length));
                    if (wasRenamed(step, file)) {
                        Files.delete(source(step, file.getKey()));
                    }
                }
            }
            return moved.toString();
        }

        private boolean wasRenamed(Step step, Map.Entry<String, byte[]> file) throws IOException {
            Path source = source(step, file.getKey());
            return Files.exists(source)
                    && Arrays.equals(Files.readAllBytes(source), file.getValue());
        }

        private Path source(Step step, String stored) {
            String test = SinkFeed.PLATFORM + TESTS.get(step.index).getKey();
            return artifacts(step.index)
                    .resolve("files")
                    .resolve(stored.substring(test.length() + 1));
        }

        Map<String, byte[]> files() throws IOException {
            return contents(root.resolve("out/files"));
        }

        Map<String, String> finish() throws IOException {
            sink.close();
            Map<String, String> shown = new TreeMap<>();
            contents(root.resolve("out"))
                    .forEach((name, bytes) -> shown.put(name, readable(bytes)));
            return shown;
        }

        private static String readable(byte[] bytes) {
            return bytes.length > 0 && bytes[0] == 0x1f
                    ? HexFormat.of().formatHex(bytes)
                    : new String(bytes, UTF_8);
        }

        private static Map<String, byte[]> contents(Path directory) throws IOException {
            Map<String, byte[]> contents = new TreeMap<>();
            if (Files.exists(directory)) {
                try (Stream<Path> paths = Files.walk(directory)) {
                    for (Path path : paths.filter(Files::isRegularFile).toList()) {
                        contents.put(
                                directory.relativize(path).toString(), Files.readAllBytes(path));
                    }
                }
            }
            return contents;
        }
    }
}

package org.atex.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.atex.core.fakes.SinkFeed;
import org.atex.core.result.ResultSink;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * AGG-16: in whatever state a process that is killed leaves its sink, the run that goes on ends
 * with the same bytes as one that was never killed. The states are all that the order of the steps
 * allows: any part of the record {@code begun}; then any of the files moved; then any part of the
 * lines; then any part of the record {@code done}; then the artifacts gone or not.
 */
class TornSinkTest {

    private static final int ROUNDS = 10;

    @TempDir private Path temporary;
    private int roots;

    @ParameterizedTest
    @EnumSource(
            names = {"XZ", "JUNIT"},
            mode = EnumSource.Mode.EXCLUDE)
    void collectedResultsAreTheSame(SinkKind sinks) throws IOException {
        Map<String, String> whole = new World(sinks).takeAll().finish();

        for (int killedIn = 0; killedIn < EndedAttempts.COUNT; killedIn++) {
            Step step = Step.of(new World(sinks), killedIn);
            for (int round = 0; round < ROUNDS; round++) {
                World world = new World(sinks);
                String killed = world.killIn(step, new Random(killedIn * 1000L + round));
                assertThat(world.resume().takeAll().finish()).as(killed).isEqualTo(whole);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {"XZ", "JUNIT"},
            mode = EnumSource.Mode.EXCLUDE)
    void killedAgainAndAgainTheyAreTheSame(SinkKind sinks) throws IOException {
        Map<String, String> whole = new World(sinks).takeAll().finish();
        Random random = new Random(42);
        for (int round = 0; round < ROUNDS; round++) {
            World world = new World(sinks);
            for (int killedIn = 0; killedIn < EndedAttempts.COUNT; killedIn++) {
                world.killIn(Step.of(new World(sinks), killedIn), random);
                world.resume();
            }
            assertThat(world.takeAll().finish()).isEqualTo(whole);
        }
    }

    // AGG-16, for a sink that writes when it is closed
    @ParameterizedTest
    @MethodSource("cuts")
    void junitReportIsTheSame(int killedIn) throws IOException {
        SinkKind sinks = SinkKind.JUNIT;
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
        return Stream.iterate(0, i -> i + 1).limit(EndedAttempts.COUNT);
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
        private final SinkKind sinks;
        private final EndedAttempts attempts;
        private ResultSink sink;
        private int taken;

        World(SinkKind sinks) throws IOException {
            this.sinks = sinks;
            root = Files.createDirectory(temporary.resolve("root-" + roots++));
            attempts = EndedAttempts.in(root).leave();
            sink = sinks.in(root.resolve("out"));
            sink.open();
        }

        Path target() {
            return root.resolve("out/target");
        }

        Path state() {
            return root.resolve("out/target.state");
        }

        World resume() throws IOException {
            sink = sinks.in(root.resolve("out"));
            sink.resume();
            taken = EndedAttempts.upTo(sink.lastSeen().orElseThrow());
            return this;
        }

        World takeAll() throws IOException {
            while (taken < EndedAttempts.COUNT) {
                take(taken);
            }
            return this;
        }

        void take(int index) throws IOException {
            sink.accept(attempts.ended(index));
            taken = index + 1;
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
            String test = SinkFeed.PLATFORM + attempts.test(step.index);
            return attempts.artifacts(step.index)
                    .resolve("files")
                    .resolve(stored.substring(test.length() + 1));
        }

        Map<String, byte[]> files() throws IOException {
            return EndedAttempts.contents(root.resolve("out/files"));
        }

        Map<String, String> finish() throws IOException {
            sink.close();
            return EndedAttempts.shown(root.resolve("out"));
        }
    }
}

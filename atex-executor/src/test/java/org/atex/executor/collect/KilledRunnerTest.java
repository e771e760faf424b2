package org.atex.executor.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * SUP-05, SUP-06: whatever several streams say and whenever the runner is killed, a later one that
 * is sent again what was not acknowledged leaves the same artifacts, byte by byte.
 */
class KilledRunnerTest {

    private static final int SCRIPTS = Integer.getInteger("atex.scripts", 150);

    @TempDir Path parent;
    private Random random = new Random();
    private Map<Integer, byte[]> waiting = new HashMap<>();

    static Stream<Long> seeds() {
        return new Random(SCRIPTS).longs(SCRIPTS).boxed();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void sup05_aKilledRunnerLeavesNoTrace(long seed) throws Exception {
        List<Script.Piece> script = Script.of(seed);
        random = new Random(seed);
        Run expected = new Run(Files.createDirectory(parent.resolve("expected")));
        feedAll(expected, script, script.size());
        expected.exit(0);

        Path directory = Files.createDirectory(parent.resolve("killed"));
        Run run = new Run(directory);
        for (int kills = random.nextInt(4); kills >= 0; kills--) {
            boolean torn = feedAll(run, script, random.nextInt(script.size() + 1));
            run.collector.leave();
            if (torn) {
                tearLastRecord(directory.resolve(".atex-state"));
            }
            run = Run.resumed(directory);
        }
        feedAll(run, script, script.size());
        run.exit(0);

        assertThat(contents(directory)).isEqualTo(contents(expected.directory));
        assertThat(run.reported).isEqualTo(expected.reported);
    }

    /**
     * Feeds what the run does not know of the first pieces, with a checkpoint now and then.
     *
     * @return whether the last record may be torn
     */
    private boolean feedAll(Run run, List<Script.Piece> script, int count) throws Exception {
        waiting = new HashMap<>();
        boolean recorded = false;
        for (Script.Piece piece : script.subList(0, count)) {
            feed(run, piece);
            recorded = random.nextInt(3) == 0;
            if (recorded) {
                run.collector.checkpoint();
            }
        }
        return recorded && random.nextBoolean();
    }

    private void feed(Run run, Script.Piece piece) throws Exception {
        long position = run.collector.position(piece.stream());
        byte[] before = waiting.getOrDefault(piece.stream(), new byte[0]);
        int known = (int) Math.max(0, Math.min(piece.bytes().length, position - piece.offset()));
        byte[] news = Arrays.copyOfRange(piece.bytes(), known, piece.bytes().length);
        waiting.put(piece.stream(), joined(before, news));
        boolean moved = true;
        while (moved) {
            moved = false;
            for (int stream : new TreeMap<>(waiting).keySet()) {
                moved |= feedWaiting(run, stream);
            }
        }
    }

    private boolean feedWaiting(Run run, int stream) throws Exception {
        byte[] bytes = waiting.get(stream);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        run.collector.feed(stream, buffer);
        byte[] rest = Arrays.copyOfRange(bytes, buffer.position(), bytes.length);
        if (rest.length == 0) {
            waiting.remove(stream);
        } else {
            waiting.put(stream, rest);
        }
        return buffer.position() > 0;
    }

    private static byte[] joined(byte[] a, byte[] b) {
        byte[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    /** As if the runner had died while it wrote that. */
    private void tearLastRecord(Path log) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            file.setLength(Math.max(0, file.length() - 1));
        }
    }

    private static Map<String, String> contents(Path directory) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        List<Path> all = new ArrayList<>();
        try (Stream<Path> walked = Files.walk(directory)) {
            walked.filter(Files::isRegularFile).forEach(all::add);
        }
        for (Path each : all) {
            contents.put(directory.relativize(each).toString(), Arrays.toString(bytes(each)));
        }
        return contents;
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

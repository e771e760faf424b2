package org.atex.benchmarks.collect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.atex.core.result.TestResult;
import org.atex.core.time.Ticker;
import org.atex.executor.collect.Collector;
import org.atex.executor.collect.CollectorLimits;
import org.atex.executor.collect.CollectorListener;
import org.atex.executor.control.ControlException;
import org.atex.executor.control.DurationChange;

/**
 * Feeds a collector what one control connection sends, in pieces of 64 KiB with a checkpoint after
 * each, as the supervisor's frames do. Prints rates of a first round, with whatever the JVM still
 * has to load and compile, and of later ones.
 *
 * <p>Arguments: a directory (default: {@code /dev/shm}), the number of rounds (default: 5).
 */
public final class CollectSpeed {

    private static final int PIECE = 64 * 1024;
    private static final int RESULTS = 100_000;
    private static final int FILES = 20_000;
    private static final int FILE_SIZE = 1024;
    private static final long UPLOAD = 1L << 30;

    private final Path parent;
    private final int rounds;

    private CollectSpeed(Path parent, int rounds) {
        this.parent = parent;
        this.rounds = rounds;
    }

    /** Runs all of it. */
    public static void main(String[] arguments) throws Exception {
        Path parent = Path.of(arguments.length > 0 ? arguments[0] : "/dev/shm");
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        CollectSpeed speed = new CollectSpeed(parent, rounds);
        byte[] results = results();
        byte[] oneResult = oneResult();
        byte[] manyResults = manyResults();
        speed.measure("results/s", RESULTS, collector -> feed(collector, results));
        speed.measure("files/s, one result", FILES, collector -> feed(collector, oneResult));
        speed.measure("files/s, a result each", FILES, collector -> feed(collector, manyResults));
        speed.measure("MB/s, one upload", UPLOAD / 1_000_000, CollectSpeed::upload);
    }

    private interface Load {
        void feedTo(Collector collector) throws ControlException, IOException;
    }

    private void measure(String unit, long amount, Load load) throws Exception {
        StringBuilder wall = new StringBuilder(String.format("%-24s", unit));
        StringBuilder cpu = new StringBuilder(String.format("%-24s", "  by its CPU time"));
        for (int i = 0; i < rounds; i++) {
            Times times = time(load);
            wall.append(String.format("%,12.0f", amount * 1e9 / times.wall));
            cpu.append(String.format("%,12.0f", amount * 1e9 / times.cpu));
        }
        System.out.println(wall);
        System.out.println(cpu);
    }

    /** In nanoseconds; CPU time is that of the one thread, without compilers and collectors. */
    private record Times(long wall, long cpu) {}

    private Times time(Load load) throws Exception {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Path directory = Files.createTempDirectory(parent, "collect");
        try (Collector collector =
                Collector.open(directory, CollectorLimits.DEFAULT, new Nobody(), Ticker.system())) {
            long start = System.nanoTime();
            long cpu = threads.getCurrentThreadCpuTime();
            load.feedTo(collector);
            collector.finish(OptionalInt.of(0), Optional.empty());
            return new Times(System.nanoTime() - start, threads.getCurrentThreadCpuTime() - cpu);
        } finally {
            delete(directory);
        }
    }

    private static void feed(Collector collector, byte[] bytes)
            throws ControlException, IOException {
        for (int at = 0; at < bytes.length; at += PIECE) {
            ByteBuffer piece = ByteBuffer.wrap(bytes, at, Math.min(PIECE, bytes.length - at));
            collector.feed(1, piece);
            collector.checkpoint();
        }
    }

    private static byte[] results() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < RESULTS; i++) {
            add(
                    all,
                    "{\"status\": \"pass\", \"name\": \"group/case-%06d\", \"note\": \"took 3 ms\"}",
                    i);
        }
        return all.toByteArray();
    }

    private static byte[] oneResult() {
        StringBuilder files = new StringBuilder();
        for (int i = 0; i < FILES; i++) {
            files.append(i == 0 ? "" : ", ");
            files.append("{\"name\": \"log-%06d.txt\", \"length\": %d}".formatted(i, FILE_SIZE));
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        add(all, "{\"status\": \"pass\", \"name\": \"x\", \"files\": [%s]}", files);
        all.writeBytes(new byte[FILES * FILE_SIZE]);
        return all.toByteArray();
    }

    private static byte[] manyResults() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < FILES; i++) {
            String json =
                    "{\"status\": \"pass\", \"name\": \"x\", \"files\": [{\"name\": \"log-%06d\","
                            + " \"length\": 1024}]}";
            add(all, json, i);
            all.writeBytes(new byte[FILE_SIZE]);
        }
        return all.toByteArray();
    }

    private static void add(ByteArrayOutputStream all, String format, Object value) {
        byte[] document = format.formatted(value).getBytes(UTF_8);
        all.writeBytes("result %d\n".formatted(document.length).getBytes(UTF_8));
        all.writeBytes(document);
    }

    private static void upload(Collector collector) throws ControlException, IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        add(head, "{\"files\": [{\"name\": \"core\", \"length\": %d}]}", UPLOAD);
        feed(collector, head.toByteArray());
        byte[] piece = new byte[PIECE];
        for (long sent = 0; sent < UPLOAD; sent += PIECE) {
            feed(collector, piece);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private static final class Nobody implements CollectorListener {
        @Override
        public void reported(TestResult result) {}

        @Override
        public void duration(DurationChange change) {}

        @Override
        public void exitCode(int code) {}

        @Override
        public void disconnect() {}
    }
}

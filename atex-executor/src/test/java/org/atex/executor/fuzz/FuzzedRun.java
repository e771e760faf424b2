package org.atex.executor.fuzz;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.atex.core.result.TestError;
import org.atex.core.result.TestResult;
import org.atex.core.time.Ticker;
import org.atex.executor.collect.Collector;
import org.atex.executor.collect.CollectorLimits;
import org.atex.executor.collect.CollectorListener;
import org.atex.executor.control.ControlException;
import org.atex.executor.control.DurationChange;

/** One run of a collector through the steps of a script, and what is left of it. */
final class FuzzedRun implements CollectorListener {

    private static final CollectorLimits LIMITS = CollectorLimits.DEFAULT.withOutputBytes(300);

    private final Path directory;
    private final Random cuts;
    private final boolean whole;
    private final List<FuzzScript.Step> fed = new ArrayList<>();
    private final Map<Integer, ByteBuffer> waiting = new TreeMap<>();
    private List<TestResult> reported = new ArrayList<>();
    private Collector collector;

    /**
     * Makes it.
     *
     * @param whole whether each step is fed in one piece, and the runner never killed
     */
    FuzzedRun(Path directory, boolean whole, long seed) throws IOException {
        this.directory = directory;
        this.whole = whole;
        this.cuts = new Random(seed);
        this.collector = Collector.open(directory, LIMITS, this, Ticker.system());
        collector.startClock(Duration.ofMinutes(5));
    }

    /** What became of it: the error, the results that were told of, and all files. */
    Map<String, String> outcome(List<FuzzScript.Step> steps) throws IOException {
        Map<String, String> outcome = new TreeMap<>();
        Optional<TestError> error = Optional.empty();
        try {
            for (FuzzScript.Step step : steps) {
                take(step);
            }
        } catch (ControlException e) {
            error = Optional.of(e.error());
        }
        OptionalInt code = error.isEmpty() ? collector.exitCode() : OptionalInt.empty();
        outcome.put("finished", collector.finish(code, error).toString());
        outcome.put("error", error.map(TestError::note).orElse(""));
        outcome.put("told", reported.toString());
        addFiles(outcome);
        return outcome;
    }

    private void take(FuzzScript.Step step) throws ControlException, IOException {
        switch (step.kind()) {
            case BYTES, RESULT -> send(step);
            case END -> {
                if (!waiting.containsKey(step.stream())) {
                    collector.end(step.stream());
                    collector.checkpoint();
                }
            }
            case CUT -> {
                waiting.remove(step.stream());
                collector.cut(step.stream());
                collector.checkpoint();
            }
            case KILL -> {
                if (!whole) {
                    kill();
                }
            }
        }
        feedWaiting();
    }

    private void send(FuzzScript.Step step) throws ControlException, IOException {
        fed.add(step);
        ByteBuffer before = waiting.remove(step.stream());
        byte[] bytes = before == null ? step.bytes() : joined(before, step.bytes());
        feed(step.stream(), bytes);
    }

    private void feed(int stream, byte[] bytes) throws ControlException, IOException {
        int at = 0;
        while (at < bytes.length) {
            int size = whole ? bytes.length : 1 + cuts.nextInt(bytes.length - at);
            ByteBuffer piece = ByteBuffer.wrap(bytes, at, size);
            collector.feed(stream, piece);
            at = piece.position();
            if (whole || cuts.nextBoolean()) {
                collector.checkpoint();
            }
            if (piece.hasRemaining()) {
                waiting.put(stream, ByteBuffer.wrap(bytes, at, bytes.length - at));
                return;
            }
        }
    }

    private void feedWaiting() throws ControlException, IOException {
        boolean moved = true;
        while (moved) {
            moved = false;
            for (Map.Entry<Integer, ByteBuffer> each : new TreeMap<>(waiting).entrySet()) {
                int before = each.getValue().remaining();
                waiting.remove(each.getKey());
                feed(each.getKey(), joined(each.getValue(), new byte[0]));
                ByteBuffer left = waiting.get(each.getKey());
                moved |= left == null || left.remaining() < before;
            }
        }
    }

    private static byte[] joined(ByteBuffer first, byte[] second) {
        byte[] all = new byte[first.remaining() + second.length];
        first.duplicate().get(all, 0, first.remaining());
        System.arraycopy(second, 0, all, first.remaining(), second.length);
        return all;
    }

    /** A killed runner, and one that is sent again what was not acknowledged. */
    private void kill() throws ControlException, IOException {
        collector.checkpoint();
        collector.leave();
        reported = new ArrayList<>();
        waiting.clear();
        collector = Collector.resume(directory, LIMITS, this, Ticker.system());
        Map<Integer, Long> offsets = new TreeMap<>();
        for (FuzzScript.Step step : fed) {
            long offset = offsets.getOrDefault(step.stream(), 0L);
            offsets.put(step.stream(), offset + step.bytes().length);
            long known = collector.position(step.stream()) - offset;
            ByteBuffer before = waiting.remove(step.stream());
            byte[] news = from(step.bytes(), before == null ? known : 0);
            feed(step.stream(), before == null ? news : joined(before, news));
            feedWaiting();
        }
    }

    private static byte[] from(byte[] bytes, long start) {
        int from = (int) Math.max(0, Math.min(start, bytes.length));
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }

    private void addFiles(Map<String, String> outcome) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.toList()) {
                String name = directory.relativize(each).toString();
                if (Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)) {
                    outcome.put("file " + name, Arrays.toString(Files.readAllBytes(each)));
                } else if (!Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
                    throw new AssertionError(name + " is neither file nor directory");
                }
            }
        }
    }

    @Override
    public void reported(TestResult result) {
        reported.add(result);
    }

    @Override
    public void duration(DurationChange change) {}

    @Override
    public void exitCode(int code) {}

    @Override
    public void disconnect() {}
}

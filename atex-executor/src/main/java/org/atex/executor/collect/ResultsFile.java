package org.atex.executor.collect;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.atex.core.result.TestResult;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code results}: complete lines, in the order in which they are added (RES-12). Lines
 * that come together are written together.
 */
final class ResultsFile implements Durable, Closeable {

    private static final int BATCH = 64 * 1024;
    private static final String KEY = "results";

    private final GrowingFile file;
    private final Events events;
    private final JsonWriter lines = new JsonWriter();
    private final List<Line> pending = new ArrayList<>();
    private long count;
    private boolean nameless;
    private long saved;

    private record Line(TestResult result, int end) {}

    ResultsFile(GrowingFile file, Events events) {
        this.file = file;
        this.events = events;
    }

    /** Adds a line; it is on disk after the next {@link #flush} at the latest. */
    void add(Map<String, @Nullable Object> values, TestResult result) throws IOException {
        lines.value(values);
        lines.lineFeed();
        pending.add(new Line(result, lines.length()));
        if (lines.length() > BATCH) {
            flush();
        }
    }

    /** Writes all lines. If that fails, those that were written completely count. */
    void flush() throws IOException {
        if (pending.isEmpty()) {
            return;
        }
        long start = file.length();
        try {
            file.append(lines.written());
        } catch (IOException e) {
            cutUnfinishedLine(start, e);
            throw e;
        } finally {
            count(file.length() - start);
        }
    }

    private void cutUnfinishedLine(long start, IOException reason) {
        long end = start;
        for (Line line : pending) {
            end = start + line.end <= file.length() ? start + line.end : end;
        }
        try {
            file.cutTo(end);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    private void count(long written) {
        for (Line line : pending) {
            if (line.end <= written) {
                count(line.result);
            }
        }
        pending.clear();
        lines.clear();
    }

    private void count(TestResult result) {
        count++;
        nameless |= result.name().isEmpty();
        events.add(listener -> listener.reported(result));
    }

    /** Whether a line on disk is a result of the test itself. */
    boolean nameless() {
        return nameless;
    }

    /** How many lines are on disk. */
    long count() {
        return count;
    }

    @Override
    public void save(StateRecord record) {
        if (file.length() != saved) {
            saved = file.length();
            record.put(KEY, saved);
        }
    }

    @Override
    public void restore(StateRecord record) throws IOException {
        if (record.has(KEY)) {
            saved = record.count(KEY);
        }
    }

    /** Takes a line of the file again. */
    @FunctionalInterface
    interface Reader {
        TestResult take(ByteBuffer line) throws IOException;
    }

    /** Cuts off what the state log does not know, and has all lines told of again (SUP-05). */
    void resume(Reader reader) throws IOException {
        file.cutBackTo(saved);
        FileLines all = new FileLines(file);
        ByteBuffer line = all.next();
        while (line != null) {
            count(reader.take(line));
            events.tell();
            line = all.next();
        }
        if (all.end() != saved) {
            throw new IOException("%s is corrupt: a line has no end".formatted(file));
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

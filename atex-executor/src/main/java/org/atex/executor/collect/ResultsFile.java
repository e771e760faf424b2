package org.atex.executor.collect;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.atex.core.result.TestResult;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code results}: complete lines, in the order in which they are added (RES-12). Lines
 * that come together are written together; each is told of once it is written.
 */
final class ResultsFile implements Closeable {

    private static final int BATCH = 64 * 1024;

    private final GrowingFile file;
    private final CollectorListener listener;
    private final JsonWriter lines = new JsonWriter();
    private final List<Line> pending = new ArrayList<>();
    private long count;

    private record Line(TestResult result, int end) {}

    ResultsFile(GrowingFile file, CollectorListener listener) {
        this.file = file;
        this.listener = listener;
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
            tell(file.length() - start);
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

    private void tell(long written) {
        List<Line> told = List.copyOf(pending);
        pending.clear();
        lines.clear();
        for (Line line : told) {
            if (line.end <= written) {
                count++;
                listener.reported(line.result);
            }
        }
    }

    /** How many lines are on disk. */
    long count() {
        return count;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

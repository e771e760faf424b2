package org.atex.core.orchestrate;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.atex.core.journal.JournalEntry;
import org.atex.core.journal.JournalWriter;
import org.atex.core.test.TestRun;
import org.jspecify.annotations.Nullable;

/**
 * The journal as a run sees it: what is about to be acted on goes there first. If it cannot be
 * written the run is told once, and goes on to its end without one. Safe for any thread.
 */
final class RunLog implements AutoCloseable {

    private final JournalWriter writer;
    private final Clock clock;
    private final Map<TestRun, Integer> places = new HashMap<>();
    private @Nullable Consumer<Exception> onFailure;
    private boolean broken;

    RunLog(JournalWriter writer, Clock clock, List<TestRun> tests) {
        this.writer = writer;
        this.clock = clock;
        tests.forEach(test -> places.put(test, places.size()));
    }

    /** Who is told when the journal cannot be written. */
    synchronized void onFailure(Consumer<Exception> told) {
        onFailure = told;
    }

    /** Writes entries, and says when. */
    Instant write(JournalEntry... entries) {
        return write(List.of(entries));
    }

    Instant write(List<JournalEntry> entries) {
        if (!isBroken()) {
            try {
                return writer.append(entries);
            } catch (IOException | RuntimeException e) {
                breakDown(e);
            }
        }
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private synchronized boolean isBroken() {
        return broken;
    }

    private void breakDown(Exception e) {
        Consumer<Exception> told;
        synchronized (this) {
            told = broken ? null : onFailure;
            broken = true;
        }
        if (told != null) {
            told.accept(e); // not under this lock: the run has one of its own
        }
    }

    /** The place of a test in the list of the run. */
    int place(TestRun test) {
        return Objects.requireNonNull(places.get(test), "place");
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}

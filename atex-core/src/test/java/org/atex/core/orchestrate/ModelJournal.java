package org.atex.core.orchestrate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.atex.core.journal.JournalEntry;
import org.atex.core.journal.JournalLine;
import org.atex.core.journal.RunHistory;

/** The journal of a run of the model, in memory. */
final class ModelJournal {

    private static final int LINES_IN_A_MILLISECOND = 3;

    private final List<JournalLine> lines = new ArrayList<>();
    private int written;

    void write(JournalEntry entry) {
        Instant at = Instant.ofEpochMilli(lines.size() / LINES_IN_A_MILLISECOND);
        lines.add(new JournalLine(lines.size() + 1, at, entry));
    }

    /** All that is there by now had been written before anything new happens. */
    void step() {
        written = lines.size();
    }

    /** The process dies while it writes what the last step wrote, or behind that. */
    void cut(Random random) {
        int kept = written + random.nextInt(lines.size() - written + 1);
        lines.subList(kept, lines.size()).clear();
    }

    RunHistory history() {
        return RunHistory.of(lines.iterator());
    }

    Stream<JournalEntry> entries() {
        return lines.stream().map(JournalLine::entry);
    }
}

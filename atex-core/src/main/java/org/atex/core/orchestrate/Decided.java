package org.atex.core.orchestrate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.atex.core.journal.JournalEntry;

/** What has been decided under the lock: the journal hears of it first, then all others. */
final class Decided {

    private final List<JournalEntry> entries = new ArrayList<>();
    private final List<Consumer<Instant>> effects = new ArrayList<>();

    void record(JournalEntry entry) {
        entries.add(entry);
    }

    /** What follows once the entries are written, and when that was. */
    void then(Consumer<Instant> effect) {
        effects.add(effect);
    }

    /** Writes all entries at once, then has all effects in order. */
    void carryOut(RunLog journal) {
        if (!entries.isEmpty()) {
            Instant at = journal.write(entries);
            effects.forEach(effect -> effect.accept(at));
        }
    }
}

package org.atex.core.journal;

import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * How one type of entries stands in a line.
 *
 * @param word what the field {@code event} says
 * @param type of the entries
 * @param writer adds the fields of an entry
 * @param reader makes an entry of its fields
 */
record EntryKind<E extends JournalEntry>(
        String word, Class<E> type, BiConsumer<E, JsonWriter> writer, Function<Fields, E> reader) {

    void write(JournalEntry entry, JsonWriter line) {
        writer.accept(type.cast(entry), line);
    }
}

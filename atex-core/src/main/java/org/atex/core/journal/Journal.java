package org.atex.core.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.atex.core.journal.JournalEntry.RunBegan;
import org.jspecify.annotations.Nullable;

/**
 * Reads the journal of a run, whether it has ended, was killed or still goes on in this or another
 * process.
 *
 * <pre>{@code
 * try (Journal journal = Journal.open(runDirectory)) {
 *     RunHistory history = RunHistory.of(journal);
 *     ...                                  // and once more: history.addAll(journal)
 * }
 * }</pre>
 *
 * <p>A journal is a file of JSON lines, one event each: {@code n} is its number, from 1 and without
 * gaps, {@code at} the time, {@code event} the kind of {@link JournalEntry}, the others are that
 * entry's own. The first line says the version of the format. Lines are only ever appended; a last
 * one without its line feed does not count. For one thread.
 */
public final class Journal implements Closeable, Iterator<JournalLine> {

    /** The name of the file in a run directory. */
    public static final String FILE_NAME = "journal.jsonl";

    private final Path file;
    private final LineReader lines;
    private @Nullable JournalLine next;
    private long number;
    private long length;

    private Journal(Path file) throws IOException {
        this.file = file;
        this.lines = new LineReader(file);
    }

    /**
     * Opens the journal in a run directory.
     *
     * @throws java.nio.file.NoSuchFileException if there is none
     * @throws IOException if it cannot be read
     */
    public static Journal open(Path runDirectory) throws IOException {
        return new Journal(runDirectory.resolve(FILE_NAME));
    }

    /** The number of the last line given, 0 before the first. */
    long number() {
        return number;
    }

    /** How many bytes the lines given take up. */
    long length() {
        return length;
    }

    /**
     * Whether there is another line by now. After a false it may become true, if the run goes on.
     *
     * @throws JournalException if the file is damaged or not a journal that is known here
     */
    @Override
    public boolean hasNext() {
        if (next == null) {
            next = read().orElse(null);
        }
        return next != null;
    }

    /**
     * The next line.
     *
     * @throws NoSuchElementException if there is none by now
     * @throws JournalException if the file is damaged or not a journal that is known here
     */
    @Override
    public JournalLine next() {
        if (!hasNext()) {
            throw new NoSuchElementException(file + " has no more lines");
        }
        JournalLine given = next;
        next = null;
        if (given == null) {
            throw new IllegalStateException("for one thread only");
        }
        number = given.number();
        length = lines.position();
        return given;
    }

    private Optional<JournalLine> read() {
        try {
            String text = lines.next();
            return text == null ? Optional.empty() : Optional.of(parse(text));
        } catch (JournalException | IOException e) {
            throw new JournalException(
                    "%s, line %d: %s".formatted(file, number + 1, e.getMessage()), e);
        }
    }

    private JournalLine parse(String text) {
        Fields fields = new Fields(JsonParser.object(text));
        if (fields.number("n") != number + 1) {
            throw new JournalException("its number is " + fields.number("n"));
        }
        JournalEntry entry = EntryKinds.called(fields.text("event")).reader().apply(fields);
        if (entry instanceof RunBegan != (number == 0)) {
            throw new JournalException("a journal begins with one run-began");
        }
        return new JournalLine(number + 1, fields.instant("at"), entry);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}

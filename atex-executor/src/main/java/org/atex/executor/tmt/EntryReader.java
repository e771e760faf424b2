package org.atex.executor.tmt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes results of the parts of a file as they are met: a list of mappings, of whose keys four have
 * a meaning. Keeps one entry at a time, however long the file is.
 *
 * @param <E> what may go wrong with whoever takes the results
 */
final class EntryReader<E extends Exception> {

    private static final int MAX_DEPTH = 256;

    /** The list, an entry in it, and the value of a key, which may be a list. */
    private static final int IN_LIST = 1;

    private static final int IN_ENTRY = 2;
    private static final int IN_VALUE = 3;

    private final String test;
    private final ResultsFile.Taker<E> results;
    private int depth;
    private boolean keyComes;
    private String key = "";
    private @Nullable String name;
    private @Nullable String status;
    private final List<String> notes = new ArrayList<>();
    private final List<String> logs = new ArrayList<>();

    EntryReader(String test, ResultsFile.Taker<E> results) {
        this.test = test;
        this.results = results;
    }

    void listStarts() throws UnreadableFileException {
        boolean wanted = depth == 0 || (depth == IN_ENTRY && !keyComes) || depth >= IN_VALUE;
        enter(wanted, "a list");
        if (depth == IN_VALUE && (key.equals("name") || key.equals("result"))) {
            throw new UnreadableFileException("'%s' is a list".formatted(key));
        }
    }

    void mappingStarts() throws UnreadableFileException {
        boolean wanted = depth == IN_LIST || (depth == IN_ENTRY && !keyComes) || depth >= IN_VALUE;
        enter(wanted, "a mapping");
        if (depth == IN_ENTRY) {
            startEntry();
        } else if (isMeaningful() && depth <= IN_VALUE + 1) {
            throw new UnreadableFileException("'%s' holds a mapping".formatted(key));
        }
    }

    private void enter(boolean wanted, String what) throws UnreadableFileException {
        if (!wanted) {
            throw new UnreadableFileException("%s where none is expected".formatted(what));
        }
        if (++depth > MAX_DEPTH) {
            throw new UnreadableFileException("more than %d levels".formatted(MAX_DEPTH));
        }
    }

    private void startEntry() {
        keyComes = true;
        name = null;
        status = null;
        notes.clear();
        logs.clear();
    }

    /** A list or a mapping ends. */
    void ends() throws E {
        depth--;
        if (depth == IN_LIST) {
            results.take(entry());
        } else if (depth == IN_ENTRY) {
            keyComes = true;
        }
    }

    private LeftResult entry() {
        return new LeftResult(
                name == null ? Optional.empty() : SubtestName.of(name, test),
                Optional.ofNullable(status),
                notes.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", notes)),
                logs);
    }

    /** A key or a value; null where the file says so. */
    void scalar(@Nullable String text) throws UnreadableFileException {
        if (depth == 0 && text == null) {
            return; // an empty file
        }
        if (depth <= IN_LIST) {
            throw new UnreadableFileException("a value where a mapping is expected");
        }
        if (depth == IN_ENTRY && keyComes) {
            key = text == null ? "" : text;
            keyComes = false;
            return;
        }
        if (text != null && depth <= IN_VALUE) {
            value(text);
        }
        keyComes = depth == IN_ENTRY;
    }

    private void value(String text) {
        switch (key) {
            case "name" -> name = text;
            case "result" -> status = text;
            case "note" -> notes.add(text);
            case "log" -> logs.add(text);
            default -> {}
        }
    }

    /** What stands for something said before; no file of tests' needs that where it matters. */
    void alias() throws UnreadableFileException {
        if (depth <= IN_VALUE && (keyComes || depth != IN_VALUE || isMeaningful())) {
            throw new UnreadableFileException("an alias where a value is expected");
        }
    }

    private boolean isMeaningful() {
        return switch (key) {
            case "name", "result", "note", "log" -> true;
            default -> false;
        };
    }
}

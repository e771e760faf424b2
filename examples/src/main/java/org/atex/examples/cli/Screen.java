package org.atex.examples.cli;

import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import org.atex.report.console.TerminalText;

/**
 * Where progress is shown: lines that stay, and on a terminal, below them, lines that change. For
 * one thread.
 */
final class Screen {

    private static final String UP = "\033[%dA";
    private static final String CLEAR_BELOW = "\r\033[J";

    private final PrintWriter out;
    private final OptionalInt columns;
    private int changing;

    Screen(PrintWriter out, OptionalInt columns) {
        this.out = out;
        this.columns = columns;
    }

    /** The standard output. */
    static Screen standard(PrintWriter out) {
        return new Screen(out, Terminal.columns());
    }

    /** One on which nothing changes, a log. */
    static Screen plain(PrintWriter out) {
        return new Screen(out, OptionalInt.empty());
    }

    /** Whether lines can change. */
    boolean changes() {
        return columns.isPresent();
    }

    /** How many lines that change there is room for. */
    int lines() {
        return Math.max(1, Terminal.lines() - 1);
    }

    /**
     * Adds lines that stay and replaces those that change.
     *
     * @param staying new ones, only visible characters in them
     * @param current all that change; not shown where there is no terminal
     */
    void show(List<String> staying, Collection<String> current) {
        if (columns.isPresent()) {
            eraseChanging();
        }
        staying.forEach(out::println);
        if (columns.isPresent()) {
            int width = columns.getAsInt() - 1;
            current.forEach(line -> out.println(TerminalText.start(line, width)));
            changing = current.size();
        }
        out.flush();
    }

    private void eraseChanging() {
        if (changing > 0) {
            out.print(UP.formatted(changing));
            out.print(CLEAR_BELOW);
            changing = 0;
        }
    }
}

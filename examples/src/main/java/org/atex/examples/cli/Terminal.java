package org.atex.examples.cli;

import java.util.OptionalInt;

/** The terminal behind the standard output, if there is one. */
final class Terminal {

    private static final int NARROWEST = 20;
    private static final int SHORTEST = 4;
    private static final int USUAL_LINES = 24;

    private Terminal() {}

    /** Its columns, as the start script has found them; empty if output goes elsewhere. */
    static OptionalInt columns() {
        Integer columns = Integer.getInteger("atex.columns");
        return columns == null || columns < NARROWEST
                ? OptionalInt.empty()
                : OptionalInt.of(columns);
    }

    /** Its lines, or what most have. */
    static int lines() {
        return Math.max(SHORTEST, Integer.getInteger("atex.lines", USUAL_LINES));
    }
}

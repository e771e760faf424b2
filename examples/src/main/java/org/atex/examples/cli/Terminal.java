package org.atex.examples.cli;

import java.util.OptionalInt;

/** The terminal behind the standard output, if there is one. */
final class Terminal {

    private static final int NARROWEST = 20;

    private Terminal() {}

    /** Its columns, as the start script has found them; empty if output goes elsewhere. */
    static OptionalInt columns() {
        Integer columns = Integer.getInteger("atex.columns");
        return columns == null || columns < NARROWEST
                ? OptionalInt.empty()
                : OptionalInt.of(columns);
    }
}

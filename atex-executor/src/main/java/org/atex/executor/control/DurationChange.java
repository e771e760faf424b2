package org.atex.executor.control;

import java.time.Duration;
import java.util.Objects;

/** What a {@code duration} word asks for (section 9). */
public sealed interface DurationChange {

    /**
     * From now on the test has this much time (DUR-02).
     *
     * @param length how long
     */
    record Set(Duration length) implements DurationChange {
        /** Checks that there is one. */
        public Set {
            Objects.requireNonNull(length, "length");
        }
    }

    /**
     * The end of the limit moves back (DUR-03).
     *
     * @param length by how much
     */
    record Plus(Duration length) implements DurationChange {
        /** Checks that there is one. */
        public Plus {
            Objects.requireNonNull(length, "length");
        }
    }

    /**
     * The end of the limit comes nearer (DUR-03).
     *
     * @param length by how much
     */
    record Minus(Duration length) implements DurationChange {
        /** Checks that there is one. */
        public Minus {
            Objects.requireNonNull(length, "length");
        }
    }

    /** The time left is remembered (DUR-04). */
    record Save() implements DurationChange {}

    /** The time remembered is given again (DUR-04). */
    record Restore() implements DurationChange {}

    /**
     * Reads the argument of a {@code duration} word.
     *
     * @throws IllegalArgumentException if it is none
     */
    static DurationChange parse(String argument) {
        String text = ControlLine.trimmed(argument);
        if (text.startsWith("+")) {
            return new Plus(Durations.parse(text.substring(1)));
        }
        if (text.startsWith("-")) {
            return new Minus(Durations.parse(text.substring(1)));
        }
        return switch (text) {
            case "save" -> new Save();
            case "restore" -> new Restore();
            default -> new Set(Durations.parse(text));
        };
    }
}

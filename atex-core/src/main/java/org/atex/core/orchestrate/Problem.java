package org.atex.core.orchestrate;

import java.util.Objects;

/**
 * Something that went wrong beside the tests: a system not released, a sink that refused an attempt
 * (ORC-18).
 *
 * @param where the system, test or sink
 * @param what what went wrong, in one line
 * @param cause what was thrown
 */
public record Problem(String where, String what, Throwable cause) {

    /** Checks the parts. */
    public Problem {
        Objects.requireNonNull(where, "where");
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(cause, "cause");
    }

    static Problem of(String where, Throwable cause) {
        String message = cause.getMessage();
        return new Problem(where, message == null ? cause.toString() : message, cause);
    }

    @Override
    public String toString() {
        return where + ": " + what;
    }
}

package org.atex.core;

import org.jspecify.annotations.Nullable;

/**
 * The root of all exceptions of ATEX. A failing test is a result and a broken system an outcome;
 * exceptions are for bad arguments and for a runner that cannot go on.
 */
public class AtexException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Makes one with a message that says what happened, where, and what became of the work. */
    public AtexException(String message) {
        super(message);
    }

    /** Makes one with a message and, where known, the cause. */
    public AtexException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

package org.atex.core;

import org.jspecify.annotations.Nullable;

/**
 * The caller asked for something that cannot be: an unknown test, an empty list, a value out of
 * range (kind {@code invalid_argument}, ERR-02). Thrown before anything was started or written, or
 * by a run that a user's own policy has led astray (ORC-24).
 */
public class InvalidArgumentException extends AtexException {

    private static final long serialVersionUID = 1L;

    /** Makes one with a message that names the argument and what was expected. */
    public InvalidArgumentException(String message) {
        super(message);
    }

    /** Makes one with a message and, where known, the cause. */
    public InvalidArgumentException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

package org.atex.core.orchestrate;

import org.atex.core.AtexException;

/**
 * Too many reservations or preparations failed; the run ended (kind {@code failed_setup}, ORC-08).
 */
public class SetupLimitException extends AtexException {

    private static final long serialVersionUID = 1L;

    /** Makes one with a message and what failed last. */
    public SetupLimitException(String message, Throwable last) {
        super(message, last);
    }
}

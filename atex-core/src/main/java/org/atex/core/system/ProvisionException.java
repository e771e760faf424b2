package org.atex.core.system;

import org.atex.core.AtexException;
import org.jspecify.annotations.Nullable;

/** A system could not be had or given back. The message names the system and what became of it. */
public class ProvisionException extends AtexException {

    private static final long serialVersionUID = 1L;

    /** Makes one with a message. */
    public ProvisionException(String message) {
        super(message);
    }

    /** Makes one with a message and, where known, the cause. */
    public ProvisionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

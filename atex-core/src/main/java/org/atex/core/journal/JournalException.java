package org.atex.core.journal;

import org.atex.core.AtexException;
import org.jspecify.annotations.Nullable;

/** A file is no journal, a damaged one, or one of a version that is not known here. */
public class JournalException extends AtexException {

    private static final long serialVersionUID = 1L;

    /** Makes one with a message that names file and line. */
    public JournalException(String message) {
        super(message);
    }

    /** Makes one with a message and, where known, the cause. */
    public JournalException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

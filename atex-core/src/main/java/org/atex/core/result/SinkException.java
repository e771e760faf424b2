package org.atex.core.result;

import org.atex.core.AtexException;
import org.jspecify.annotations.Nullable;

/** A sink refuses one attempt, or to open; it has written nothing of it (AGG-05). */
public class SinkException extends AtexException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** Why a sink refuses. */
    public enum Kind {
        /** The test was ingested already for this platform (AGG-08). */
        DUPLICATE,
        /** A target is there already (AGG-02, AGG-09). */
        EXISTS,
        /** There is no results file (AGG-05). */
        NOT_FOUND,
        /** A line of the results is no JSON object (AGG-05). */
        BAD_RESULTS
    }

    /** Makes one with a message that names file and test. */
    public SinkException(Kind kind, String message) {
        this(kind, message, null);
    }

    /** Makes one with a message and, where known, the cause. */
    public SinkException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** Why it refuses. */
    public Kind kind() {
        return kind;
    }
}

package org.atex.fmf.error;

import org.jspecify.annotations.Nullable;

/** A rule has neither a true nor a false answer in this context (fmf: {@code CannotDecide}). */
public class FmfCannotDecideException extends FmfContextException {

    private static final long serialVersionUID = 1L;

    /** Makes one from what is wrong and where. */
    public FmfCannotDecideException(String what, FmfPlace place) {
        this(what, place, null);
    }

    /** Makes one from what is wrong, where and, if known, the cause. */
    public FmfCannotDecideException(String what, FmfPlace place, @Nullable Throwable cause) {
        super("cannot decide", what, place, cause);
    }
}

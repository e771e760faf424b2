package org.atex.fmf.error;

import org.jspecify.annotations.Nullable;

/** A context cannot be made from this text (fmf: {@code InvalidContext}). */
public class FmfInvalidContextException extends FmfContextException {

    private static final long serialVersionUID = 1L;

    /** Makes one from what is wrong and where. */
    public FmfInvalidContextException(String what, FmfPlace place) {
        this(what, place, null);
    }

    /** Makes one from what is wrong, where and, if known, the cause. */
    public FmfInvalidContextException(String what, FmfPlace place, @Nullable Throwable cause) {
        super("invalid context", what, place, cause);
    }
}

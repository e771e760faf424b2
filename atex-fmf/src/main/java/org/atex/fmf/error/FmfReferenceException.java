package org.atex.fmf.error;

import org.jspecify.annotations.Nullable;

/** A node that something refers to does not exist (fmf: {@code ReferenceError}). */
public class FmfReferenceException extends FmfGeneralException {

    private static final long serialVersionUID = 1L;

    /** Makes one from what is wrong and where. */
    public FmfReferenceException(String what, FmfPlace place) {
        this(what, place, null);
    }

    /** Makes one from what is wrong, where and, if known, the cause. */
    public FmfReferenceException(String what, FmfPlace place, @Nullable Throwable cause) {
        super("reference error", what, place, cause);
    }
}

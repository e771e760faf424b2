package org.atex.fmf.error;

import org.jspecify.annotations.Nullable;

/** A value cannot be merged into the one it should change (fmf: {@code MergeError}). */
public class FmfMergeException extends FmfGeneralException {

    private static final long serialVersionUID = 1L;

    /** Makes one from what is wrong and where. */
    public FmfMergeException(String what, FmfPlace place) {
        this(what, place, null);
    }

    /** Makes one from what is wrong, where and, if known, the cause. */
    public FmfMergeException(String what, FmfPlace place, @Nullable Throwable cause) {
        super("merge error", what, place, cause);
    }
}

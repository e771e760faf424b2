package org.atex.fmf.error;

import org.jspecify.annotations.Nullable;

/** A context or an adjust rule cannot be used: the parent of the three context errors of fmf. */
public class FmfContextException extends FmfException {

    private static final long serialVersionUID = 1L;

    /** Makes one from what is wrong and where. */
    public FmfContextException(String what, FmfPlace place) {
        this(what, place, null);
    }

    /** Makes one from what is wrong, where and, if known, the cause. */
    public FmfContextException(String what, FmfPlace place, @Nullable Throwable cause) {
        super("context error", what, place, cause);
    }

    /** For a family of its own below this one. */
    protected FmfContextException(
            String family, String what, FmfPlace place, @Nullable Throwable cause) {
        super(family, what, place, cause);
    }
}

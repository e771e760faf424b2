package org.atex.fmf.error;

import org.jspecify.annotations.Nullable;

/** The text of an adjust rule cannot be understood (fmf: {@code InvalidRule}). */
public class FmfInvalidRuleException extends FmfContextException {

    private static final long serialVersionUID = 1L;

    /** Makes one from what is wrong and where. */
    public FmfInvalidRuleException(String what, FmfPlace place) {
        this(what, place, null);
    }

    /** Makes one from what is wrong, where and, if known, the cause. */
    public FmfInvalidRuleException(String what, FmfPlace place, @Nullable Throwable cause) {
        super("invalid rule", what, place, cause);
    }
}

package org.atex.fmf.error;

import org.jspecify.annotations.Nullable;

/**
 * A filter or condition asks for a key that the metadata do not have (fmf: {@code FilterError}).
 */
public class FmfFilterException extends FmfGeneralException {

    private static final long serialVersionUID = 1L;

    /** Makes one from what is wrong and where. */
    public FmfFilterException(String what, FmfPlace place) {
        this(what, place, null);
    }

    /** Makes one from what is wrong, where and, if known, the cause. */
    public FmfFilterException(String what, FmfPlace place, @Nullable Throwable cause) {
        super("filter error", what, place, cause);
    }
}

package org.atex.fmf.error;

import org.jspecify.annotations.Nullable;

/**
 * Metadata cannot be used as they are (fmf: {@code GeneralError}). The parent of all errors about
 * trees, files, merging, filters and references.
 */
public class FmfGeneralException extends FmfException {

    private static final long serialVersionUID = 1L;

    /** Makes one from what is wrong and where. */
    public FmfGeneralException(String what, FmfPlace place) {
        this(what, place, null);
    }

    /** Makes one from what is wrong, where and, if known, the cause. */
    public FmfGeneralException(String what, FmfPlace place, @Nullable Throwable cause) {
        super("metadata error", what, place, cause);
    }

    /** For a family of its own below this one. */
    protected FmfGeneralException(
            String family, String what, FmfPlace place, @Nullable Throwable cause) {
        super(family, what, place, cause);
    }
}

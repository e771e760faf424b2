package org.atex.fmf.error;

import org.jspecify.annotations.Nullable;

/** A remote tree cannot be fetched (fmf: {@code FetchError}). */
public class FmfFetchException extends FmfGeneralException {

    private static final long serialVersionUID = 1L;

    /** Makes one from what is wrong and where. */
    public FmfFetchException(String what, FmfPlace place) {
        this(what, place, null);
    }

    /** Makes one from what is wrong, where and, if known, the cause. */
    public FmfFetchException(String what, FmfPlace place, @Nullable Throwable cause) {
        super("fetch error", what, place, cause);
    }
}

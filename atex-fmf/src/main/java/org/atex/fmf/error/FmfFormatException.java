package org.atex.fmf.error;

import org.jspecify.annotations.Nullable;

/**
 * Metadata have the wrong form: a wrong type, key, directive or version (fmf: {@code FormatError}).
 */
public class FmfFormatException extends FmfGeneralException {

    private static final long serialVersionUID = 1L;

    /** Makes one from what is wrong and where. */
    public FmfFormatException(String what, FmfPlace place) {
        this(what, place, null);
    }

    /** Makes one from what is wrong, where and, if known, the cause. */
    public FmfFormatException(String what, FmfPlace place, @Nullable Throwable cause) {
        super("format error", what, place, cause);
    }
}

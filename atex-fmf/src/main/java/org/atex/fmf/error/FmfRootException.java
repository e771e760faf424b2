package org.atex.fmf.error;

import org.jspecify.annotations.Nullable;

/**
 * There is no tree here: neither the directory nor any above it has a directory {@code .fmf} (fmf:
 * {@code RootError}).
 */
public class FmfRootException extends FmfFileException {

    private static final long serialVersionUID = 1L;

    /** Makes one from what is wrong and where. */
    public FmfRootException(String what, FmfPlace place) {
        this(what, place, null);
    }

    /** Makes one from what is wrong, where and, if known, the cause. */
    public FmfRootException(String what, FmfPlace place, @Nullable Throwable cause) {
        super("root error", what, place, cause);
    }
}

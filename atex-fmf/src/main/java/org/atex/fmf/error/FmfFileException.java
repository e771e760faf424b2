package org.atex.fmf.error;

import org.jspecify.annotations.Nullable;

/** A file or directory cannot be read, or is not YAML as fmf knows it (fmf: {@code FileError}). */
public class FmfFileException extends FmfGeneralException {

    private static final long serialVersionUID = 1L;

    /** Makes one from what is wrong and where. */
    public FmfFileException(String what, FmfPlace place) {
        this(what, place, null);
    }

    /** Makes one from what is wrong, where and, if known, the cause. */
    public FmfFileException(String what, FmfPlace place, @Nullable Throwable cause) {
        super("file error", what, place, cause);
    }

    /** For a family of its own below this one. */
    protected FmfFileException(
            String family, String what, FmfPlace place, @Nullable Throwable cause) {
        super(family, what, place, cause);
    }
}

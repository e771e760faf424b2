package org.atex.fmf.error;

import org.atex.core.AtexException;
import org.jspecify.annotations.Nullable;

/**
 * Something is wrong with metadata, or with what was asked of them.
 *
 * <p>The message is one sentence: the family, what is wrong, and the {@link #place()}.
 */
public abstract class FmfException extends AtexException {

    private static final long serialVersionUID = 1L;

    private final transient FmfPlace place;

    /** Makes one of the family, with what is wrong and where. */
    protected FmfException(String family, String what, FmfPlace place, @Nullable Throwable cause) {
        super(message(family, what, place), cause);
        this.place = place;
    }

    private static String message(String family, String what, FmfPlace place) {
        String where = place.toString();
        return family + ": " + what + (where.isEmpty() ? "" : " (" + where + ")");
    }

    /** Where it happened, as far as that is known. */
    public FmfPlace place() {
        return place == null ? FmfPlace.unknown() : place;
    }
}

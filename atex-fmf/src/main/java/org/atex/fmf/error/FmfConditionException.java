package org.atex.fmf.error;

import org.jspecify.annotations.Nullable;

/**
 * A condition is not one of the supported expressions, or fails on the metadata of a node. Python
 * fmf lets python errors through here ({@code SyntaxError}, {@code TypeError}, ...).
 */
public class FmfConditionException extends FmfGeneralException {

    private static final long serialVersionUID = 1L;

    /** Makes one from what is wrong and where. */
    public FmfConditionException(String what, FmfPlace place) {
        this(what, place, null);
    }

    /** Makes one from what is wrong, where and, if known, the cause. */
    public FmfConditionException(String what, FmfPlace place, @Nullable Throwable cause) {
        super("condition error", what, place, cause);
    }
}

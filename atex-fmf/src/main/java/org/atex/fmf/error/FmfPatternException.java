package org.atex.fmf.error;

import org.jspecify.annotations.Nullable;

/**
 * A regular expression or its replacement text is wrong, or takes too long (python: {@code
 * re.error}).
 */
public class FmfPatternException extends FmfGeneralException {

    private static final long serialVersionUID = 1L;

    /** Makes one from what is wrong and where. */
    public FmfPatternException(String what, FmfPlace place) {
        this(what, place, null);
    }

    /** Makes one from what is wrong, where and, if known, the cause. */
    public FmfPatternException(String what, FmfPlace place, @Nullable Throwable cause) {
        super("pattern error", what, place, cause);
    }
}

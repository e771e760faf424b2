package org.atex.fmf.adjust;

/** The answer of a rule in a context: yes, no, or that it cannot be known. */
public enum Decision {
    /** The rule matches. */
    TRUE,
    /** The rule does not match. */
    FALSE,
    /** The context does not say enough. */
    UNDECIDED;

    static Decision of(boolean answer) {
        return answer ? TRUE : FALSE;
    }

    Decision and(Decision other) {
        if (this == FALSE || other == FALSE) {
            return FALSE;
        }
        return this == TRUE ? other : this;
    }

    Decision or(Decision other) {
        if (this == TRUE || other == TRUE) {
            return TRUE;
        }
        return this == FALSE ? other : this;
    }
}

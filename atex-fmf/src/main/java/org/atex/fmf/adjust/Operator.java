package org.atex.fmf.adjust;

/** How a value of the context is compared with a value of a rule; tried in this order. */
enum Operator {
    LESS("<", false, true),
    MINOR_LESS("~<", true, true),
    LESS_OR_EQUAL("<=", false, true),
    MINOR_LESS_OR_EQUAL("~<=", true, true),
    EQUAL("==", false, false),
    MINOR_EQUAL("~=", true, false),
    NOT_EQUAL("!=", false, false),
    MINOR_NOT_EQUAL("~!=", true, false),
    GREATER_OR_EQUAL(">=", false, true),
    MINOR_GREATER_OR_EQUAL("~>=", true, true),
    GREATER(">", false, true),
    MINOR_GREATER("~>", true, true),
    MATCHES("~", false, false),
    MATCHES_NOT("!~", false, false);

    private final String sign;
    private final boolean minor;
    private final boolean ordered;

    Operator(String sign, boolean minor, boolean ordered) {
        this.sign = sign;
        this.minor = minor;
        this.ordered = ordered;
    }

    static Operator of(String sign) {
        for (Operator operator : values()) {
            if (operator.sign.equals(sign)) {
                return operator;
            }
        }
        throw new IllegalArgumentException(sign);
    }

    String sign() {
        return sign;
    }

    /** Whether different major versions keep minor ones from being compared. */
    boolean isMinor() {
        return minor;
    }

    /** Whether it asks which is lower, rather than whether they are equal. */
    boolean isOrdered() {
        return ordered;
    }

    boolean isPattern() {
        return this == MATCHES || this == MATCHES_NOT;
    }

    /** Whether it holds for values that compare like this to zero. */
    boolean holds(int comparison) {
        return switch (this) {
            case LESS, MINOR_LESS -> comparison < 0;
            case LESS_OR_EQUAL, MINOR_LESS_OR_EQUAL -> comparison <= 0;
            case EQUAL, MINOR_EQUAL, MATCHES -> comparison == 0;
            case NOT_EQUAL, MINOR_NOT_EQUAL, MATCHES_NOT -> comparison != 0;
            case GREATER_OR_EQUAL, MINOR_GREATER_OR_EQUAL -> comparison >= 0;
            case GREATER, MINOR_GREATER -> comparison > 0;
        };
    }
}

package org.atex.fmf.filter;

import java.util.List;
import org.atex.fmf.value.Python;
import org.jspecify.annotations.Nullable;

/** One piece of a condition, which has a value for each node. */
@FunctionalInterface
interface ConditionTerm {

    @Nullable Object value(ConditionScope scope);

    /** The same for every node. */
    static ConditionTerm constant(@Nullable Object value) {
        return scope -> value;
    }

    /** The first false one of all, or the last one. */
    static ConditionTerm and(List<ConditionTerm> terms) {
        return scope -> firstWith(false, terms, scope);
    }

    /** The first true one of all, or the last one. */
    static ConditionTerm or(List<ConditionTerm> terms) {
        return scope -> firstWith(true, terms, scope);
    }

    private static @Nullable Object firstWith(
            boolean truth, List<ConditionTerm> terms, ConditionScope scope) {
        Object value = null;
        for (ConditionTerm term : terms) {
            value = term.value(scope);
            if (Python.truth(value) == truth) {
                return value;
            }
        }
        return value;
    }

    /** Python's {@code not}. */
    static ConditionTerm not(ConditionTerm term) {
        return scope -> !Python.truth(term.value(scope));
    }

    /** Python's chain: {@code 1 < x <= y}. There is one operator less than there are terms. */
    static ConditionTerm comparison(List<ConditionTerm> terms, List<ConditionOperator> operators) {
        return scope -> {
            Object left = terms.get(0).value(scope);
            for (int i = 0; i < operators.size(); i++) {
                Object right = terms.get(i + 1).value(scope);
                if (!operators.get(i).holds(left, right, scope)) {
                    return false;
                }
                left = right;
            }
            return true;
        };
    }
}

package org.atex.fmf.adjust;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.atex.fmf.error.FmfPlace;
import org.atex.fmf.value.PythonPattern;

/** Decides rules in one context: section 7.2 of the fmf page. */
final class Decider {

    private final Map<String, Set<String>> dimensions;
    private final boolean caseSensitive;
    private final FmfPlace place;

    Decider(Map<String, Set<String>> dimensions, boolean caseSensitive, FmfPlace place) {
        this.dimensions = dimensions;
        this.caseSensitive = caseSensitive;
        this.place = place;
    }

    Decision decide(RuleText rule) {
        Decision any = Decision.FALSE;
        for (List<Expression> group : rule.groups()) {
            any = any.or(all(group));
            if (any == Decision.TRUE) {
                return any;
            }
        }
        return any;
    }

    private Decision all(List<Expression> group) {
        Decision all = Decision.TRUE;
        for (Expression expression : group) {
            all = all.and(decide(expression));
            if (all == Decision.FALSE) {
                return all;
            }
        }
        return all;
    }

    private Decision decide(Expression expression) {
        if (expression instanceof Expression.Constant constant) {
            return Decision.of(constant.value());
        }
        if (expression instanceof Expression.Defined defined) {
            return Decision.of(dimensions.containsKey(defined.dimension()) == defined.wanted());
        }
        return compare((Expression.Comparison) expression);
    }

    /** Any true pair gives true, else any false pair false: also for the operators that negate. */
    private Decision compare(Expression.Comparison comparison) {
        Set<String> known = dimensions.getOrDefault(comparison.dimension(), Set.of());
        Decision decision = Decision.UNDECIDED;
        for (String value : known) {
            for (String wanted : comparison.values()) {
                Decision pair = compare(value, comparison.operator(), wanted);
                if (pair == Decision.TRUE) {
                    return pair;
                }
                decision = pair == Decision.FALSE ? pair : decision;
            }
        }
        return decision;
    }

    private Decision compare(String value, Operator operator, String wanted) {
        if (operator.isPattern()) {
            boolean found = PythonPattern.compile(wanted, place).search(value);
            return Decision.of(found == (operator == Operator.MATCHES));
        }
        ContextValue left = ContextValue.of(value);
        ContextValue right = ContextValue.of(wanted);
        return caseSensitive
                ? left.compare(operator, right)
                : left.folded().compare(operator, right.folded());
    }
}

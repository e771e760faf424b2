package org.atex.fmf.filter;

import java.util.Collection;
import org.atex.fmf.value.FmfMap;
import org.atex.fmf.value.Python;
import org.atex.fmf.value.PythonNumber;
import org.jspecify.annotations.Nullable;

/** Python's comparisons. */
enum ConditionOperator {
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL,
    IN,
    NOT_IN,
    IS,
    IS_NOT;

    boolean holds(@Nullable Object a, @Nullable Object b, ConditionScope scope) {
        return switch (this) {
            case EQUAL -> Python.equal(a, b);
            case NOT_EQUAL -> !Python.equal(a, b);
            case LESS -> !isNaN(a, b) && scope.compare(a, b) < 0;
            case LESS_OR_EQUAL -> !isNaN(a, b) && scope.compare(a, b) <= 0;
            case GREATER -> !isNaN(a, b) && scope.compare(a, b) > 0;
            case GREATER_OR_EQUAL -> !isNaN(a, b) && scope.compare(a, b) >= 0;
            case IN -> contains(b, a, scope);
            case NOT_IN -> !contains(b, a, scope);
            case IS -> isSame(a, b);
            case IS_NOT -> !isSame(a, b);
        };
    }

    private static boolean isNaN(@Nullable Object a, @Nullable Object b) {
        return (PythonNumber.isNumber(b) && a instanceof Double one && one.isNaN())
                || (PythonNumber.isNumber(a) && b instanceof Double other && other.isNaN());
    }

    private static boolean contains(
            @Nullable Object container, @Nullable Object value, ConditionScope scope) {
        if (container instanceof String text && value instanceof String part) {
            return text.contains(part);
        }
        if (container instanceof FmfMap map && Python.isKey(value)) {
            return Python.hasKey(map, value);
        }
        if (container instanceof Collection<?> items) {
            return Python.contains(items, value);
        }
        throw scope.failed("'in' does not work with these types");
    }

    /**
     * One object: surely so for the singletons, and for equal values of one type as far as known.
     */
    private static boolean isSame(@Nullable Object a, @Nullable Object b) {
        if (a == null || b == null) {
            return a == b;
        }
        return a == b || (a.getClass() == b.getClass() && Python.isKey(a) && a.equals(b));
    }
}

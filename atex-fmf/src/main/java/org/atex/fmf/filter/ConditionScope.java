package org.atex.fmf.filter;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.atex.fmf.error.FmfConditionException;
import org.atex.fmf.error.FmfFilterException;
import org.atex.fmf.error.FmfPlace;
import org.atex.fmf.value.FmfMap;
import org.atex.fmf.value.Python;
import org.atex.fmf.value.PythonNumber;
import org.atex.fmf.value.PythonText;
import org.jspecify.annotations.Nullable;

/** What a condition can see and do while it is computed for one node. */
record ConditionScope(String condition, FmfMap data, FmfPlace place) {

    FmfConditionException failed(String what) {
        return new FmfConditionException("%s, in '%s'".formatted(what, condition), place);
    }

    private FmfFilterException missing(String what) {
        return new FmfFilterException("%s is not there, in '%s'".formatted(what, condition), place);
    }

    @Nullable Object named(String name) {
        if (!data.containsKey(name)) {
            throw missing("key " + name);
        }
        return data.get(name);
    }

    /** Python's {@code container[key]}. */
    @Nullable Object at(@Nullable Object container, @Nullable Object key) {
        if (container instanceof FmfMap map && Python.isKey(key)) {
            if (!Python.hasKey(map, key)) {
                throw missing("key " + PythonText.repr(key));
            }
            return Python.valueOf(map, key);
        }
        if (container instanceof List<?> list) {
            return list.get(position(key, list.size()));
        }
        if (container instanceof String text) {
            int[] characters = text.codePoints().toArray();
            return Character.toString(characters[position(key, characters.length)]);
        }
        throw failed("this value has no parts");
    }

    private int position(@Nullable Object key, int size) {
        if (!(key instanceof BigInteger || key instanceof Boolean)) {
            throw failed("a position has to be an integer");
        }
        BigInteger given = key instanceof BigInteger number ? number : truthNumber(key);
        BigInteger position = given.signum() < 0 ? given.add(BigInteger.valueOf(size)) : given;
        if (position.signum() < 0 || position.compareTo(BigInteger.valueOf(size)) >= 0) {
            throw failed("position out of range");
        }
        return position.intValue();
    }

    private static BigInteger truthNumber(@Nullable Object value) {
        return Python.truth(value) ? BigInteger.ONE : BigInteger.ZERO;
    }

    /** Negative, zero or positive, for two values of kinds that have an order. */
    int compare(@Nullable Object a, @Nullable Object b) {
        if (PythonNumber.isNumber(a) && PythonNumber.isNumber(b)) {
            return PythonNumber.compare(a, b);
        }
        if (a instanceof String one && b instanceof String other) {
            return Python.byCodePoint().compare(one, other);
        }
        if (a instanceof LocalDate one && b instanceof LocalDate other) {
            return one.compareTo(other);
        }
        if (a instanceof LocalDateTime one && b instanceof LocalDateTime other) {
            return one.compareTo(other);
        }
        if (a instanceof List<?> one && b instanceof List<?> other) {
            return compareLists(one, other);
        }
        throw failed("these types have no order");
    }

    private int compareLists(List<?> one, List<?> other) {
        int both = Math.min(one.size(), other.size());
        for (int i = 0; i < both; i++) {
            if (!Python.equal(one.get(i), other.get(i))) {
                return compare(one.get(i), other.get(i));
            }
        }
        return Integer.compare(one.size(), other.size());
    }

    Object length(@Nullable Object value) {
        if (value instanceof String text) {
            return BigInteger.valueOf(text.codePointCount(0, text.length()));
        }
        if (value instanceof Collection<?> items) {
            return BigInteger.valueOf(items.size());
        }
        if (value instanceof Map<?, ?> map) {
            return BigInteger.valueOf(map.size());
        }
        throw failed("len() of a value without length");
    }

    Object integer(@Nullable Object value) {
        if (value instanceof String text) {
            return PythonNumber.parse(text).orElseThrow(() -> failed("int() of such a text"));
        }
        if (value instanceof Double real && Double.isFinite(real)) {
            return new BigDecimal(real).setScale(0, RoundingMode.DOWN).toBigInteger();
        }
        if (value instanceof BigInteger) {
            return value;
        }
        if (value instanceof Boolean) {
            return truthNumber(value);
        }
        throw failed("int() of such a value");
    }

    String text(@Nullable Object value, String method) {
        if (value instanceof String text) {
            return text;
        }
        throw failed(method + " works with text only");
    }
}

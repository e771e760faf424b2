package org.atex.fmf.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.atex.core.InvalidArgumentException;
import org.jspecify.annotations.Nullable;

/** Turns plain Java values into those of metadata, see the package. */
public final class FmfValues {

    private static final int DEEPEST = 500;

    private FmfValues() {}

    /**
     * The same value as metadata have it: every integer a {@link BigInteger}, other numbers {@link
     * Double}, collections copied.
     *
     * @throws InvalidArgumentException if there is no such value, or it is nested too deeply
     */
    public static @Nullable Object of(@Nullable Object value) {
        return of(value, 0);
    }

    /** The mapping as metadata have it, see {@link #of(Object)}. */
    public static FmfMap mapping(Map<?, ?> map) {
        return mapping(map, 0);
    }

    /** The map itself if it is of metadata, else as metadata have it, see {@link #of(Object)}. */
    public static FmfMap asMapping(Map<?, ?> map) {
        return map instanceof FmfMap known ? known : mapping(map);
    }

    private static @Nullable Object of(@Nullable Object value, int depth) {
        if (depth > DEEPEST) {
            throw new InvalidArgumentException("value is nested more than " + DEEPEST + " levels");
        }
        if (value instanceof Map<?, ?> map) {
            return mapping(map, depth);
        }
        if (value instanceof Set<?> set) {
            return setOf(set);
        }
        if (value instanceof Collection<?> items) {
            return list(items, depth);
        }
        return scalar(value);
    }

    private static FmfMap mapping(Map<?, ?> map, int depth) {
        FmfMap.Builder copy = new FmfMap.Builder();
        map.forEach((key, value) -> copy.put(scalar(key), of(value, depth + 1)));
        return copy.build();
    }

    private static FmfList list(Collection<?> items, int depth) {
        List<@Nullable Object> copy = new ArrayList<>(items.size());
        for (Object item : items) {
            copy.add(of(item, depth + 1));
        }
        return FmfList.of(copy);
    }

    /** An unmodifiable set of these scalars, in their order. */
    public static Set<@Nullable Object> setOf(Collection<?> members) {
        Set<@Nullable Object> copy = new LinkedHashSet<>();
        members.forEach(member -> copy.add(scalar(member)));
        return Collections.unmodifiableSet(copy);
    }

    private static @Nullable Object scalar(@Nullable Object value) {
        if (value instanceof Integer || value instanceof Long || value instanceof Short) {
            return BigInteger.valueOf(((Number) value).longValue());
        }
        if (value instanceof Float || value instanceof BigDecimal) {
            return ((Number) value).doubleValue();
        }
        if (value instanceof byte[] bytes) {
            return FmfBytes.of(bytes);
        }
        if (isScalar(value)) {
            return value;
        }
        throw new InvalidArgumentException(
                "a value of type %s, expected text, a number, a date, a list or a map"
                        .formatted(value == null ? "null" : value.getClass().getName()));
    }

    private static boolean isScalar(@Nullable Object value) {
        return value == null
                || value instanceof String
                || value instanceof Boolean
                || value instanceof BigInteger
                || value instanceof Double
                || value instanceof LocalDate
                || value instanceof LocalDateTime
                || value instanceof FmfBytes;
    }

    static boolean holdsIdentity(@Nullable Object value) {
        return (value instanceof FmfMap map && map.holdsIdentity())
                || (value instanceof FmfList list && list.holdsIdentity());
    }

    /** Whether the value is or contains a mapping. */
    static boolean hasMapping(@Nullable Object value) {
        if (value instanceof FmfList list) {
            for (Object item : list) {
                if (hasMapping(item)) {
                    return true;
                }
            }
        }
        return value instanceof FmfMap;
    }
}

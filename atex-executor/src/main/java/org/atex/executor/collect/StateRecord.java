package org.atex.executor.collect;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One record of the state log: what has changed since the one before, as a JSON object. */
final class StateRecord {

    private final Map<String, @Nullable Object> values;

    /** Makes an empty one. */
    StateRecord() {
        this(new LinkedHashMap<>());
    }

    /** Reads one; nobody has checked the values yet. */
    StateRecord(Map<String, @Nullable Object> values) {
        this.values = values;
    }

    Map<String, @Nullable Object> values() {
        return values;
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    void put(String key, @Nullable Object value) {
        values.put(key, value);
    }

    /** A part of it that is an object, to add to. */
    @SuppressWarnings("unchecked") // made here
    Map<String, @Nullable Object> part(String key) {
        return (Map<String, @Nullable Object>)
                Objects.requireNonNull(
                        values.computeIfAbsent(key, k -> new LinkedHashMap<String, Object>()));
    }

    long count(String key) throws IOException {
        return count(values.get(key));
    }

    List<?> list(String key) throws IOException {
        return list(values.get(key));
    }

    /** Empty if there is none. */
    Map<String, @Nullable Object> object(String key) throws IOException {
        return has(key) ? object(values.get(key)) : Map.of();
    }

    static long number(@Nullable Object value) throws IOException {
        try {
            return Long.parseLong(value instanceof JsonNumber number ? number.text() : "");
        } catch (NumberFormatException e) {
            throw corrupt("no number", value);
        }
    }

    /** A number that is not negative. */
    static long count(@Nullable Object value) throws IOException {
        long count = number(value);
        if (count < 0) {
            throw corrupt("no count", value);
        }
        return count;
    }

    static int smallCount(@Nullable Object value) throws IOException {
        long count = count(value);
        if (count > Integer.MAX_VALUE) {
            throw corrupt("no count", value);
        }
        return (int) count;
    }

    static boolean flag(@Nullable Object value) throws IOException {
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw corrupt("no boolean", value);
    }

    static String text(@Nullable Object value) throws IOException {
        if (value instanceof String text) {
            return text;
        }
        throw corrupt("no string", value);
    }

    static List<?> list(@Nullable Object value) throws IOException {
        if (value instanceof List<?> list) {
            return list;
        }
        throw corrupt("no list", value);
    }

    /** A list of a known size. */
    static List<?> list(@Nullable Object value, int size) throws IOException {
        List<?> list = list(value);
        if (list.size() != size) {
            throw corrupt("no list of %d".formatted(size), value);
        }
        return list;
    }

    @SuppressWarnings("unchecked") // the reader makes no others
    static Map<String, @Nullable Object> object(@Nullable Object value) throws IOException {
        if (value instanceof Map<?, ?> object) {
            return (Map<String, @Nullable Object>) object;
        }
        throw corrupt("no object", value);
    }

    static IOException corrupt(String what, @Nullable Object value) {
        String shown = String.valueOf(value);
        return new IOException(
                "the state log is corrupt: %s where one is needed: %s"
                        .formatted(what, shown.length() > 100 ? shown.substring(0, 100) : shown));
    }
}

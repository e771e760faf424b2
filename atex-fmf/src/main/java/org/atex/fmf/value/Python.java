package org.atex.fmf.value;

import java.math.BigInteger;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How python compares the values of metadata. */
public final class Python {

    private Python() {}

    /**
     * Python's {@code ==}: {@code 1}, {@code 1.0} and {@code true} are equal, collections by
     * content.
     */
    public static boolean equal(@Nullable Object a, @Nullable Object b) {
        if (a == b) {
            return !(a instanceof Double number && number.isNaN());
        }
        if (PythonNumber.isNumber(a) && PythonNumber.isNumber(b)) {
            return PythonNumber.equal(a, b);
        }
        if (a instanceof FmfList one && b instanceof FmfList other) {
            return equalLists(one, other);
        }
        if (a instanceof FmfMap one && b instanceof FmfMap other) {
            return equalMaps(one, other);
        }
        return Objects.equals(a, b);
    }

    private static boolean equalLists(FmfList one, FmfList other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (!equal(one.get(i), other.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean equalMaps(FmfMap one, FmfMap other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            int slot = other.slot(one.keyAt(i));
            if (slot < 0 || !equal(one.valueAt(i), other.valueAt(slot))) {
                return false;
            }
        }
        return true;
    }

    /** Whether an item of the list is equal to the value. */
    public static boolean contains(Collection<?> items, @Nullable Object value) {
        for (Object item : items) {
            if (item == value || equal(item, value)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the mapping has this key, by python's equality. */
    public static boolean hasKey(FmfMap map, @Nullable Object key) {
        return map.slot(key) >= 0;
    }

    /** The value of this key, by python's equality of keys; null if there is none. */
    public static @Nullable Object valueOf(FmfMap map, @Nullable Object key) {
        int slot = map.slot(key);
        return slot < 0 ? null : map.valueAt(slot);
    }

    /** Python's truth: false, null, zero, and everything empty are false. */
    public static boolean truth(@Nullable Object value) {
        if (value instanceof Boolean bool) {
            return bool;
        }
        if (value instanceof BigInteger number) {
            return number.signum() != 0;
        }
        if (value instanceof Double number) {
            return number != 0;
        }
        if (value instanceof String text) {
            return !text.isEmpty();
        }
        if (value instanceof Collection<?> items) {
            return !items.isEmpty();
        }
        if (value instanceof Map<?, ?> map) {
            return !map.isEmpty();
        }
        return value instanceof FmfBytes bytes ? bytes.toByteArray().length > 0 : value != null;
    }

    /** Whether a value can be the key of a mapping. */
    public static boolean isKey(@Nullable Object value) {
        return !(value instanceof Collection || value instanceof Map);
    }

    /** Text by code point, which differs from {@link String#compareTo} above U+FFFF. */
    public static Comparator<String> byCodePoint() {
        return Python::compareText;
    }

    private static int compareText(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char one = a.charAt(i);
            char other = b.charAt(i);
            if (one != other) {
                boolean differ = Character.isSurrogate(one) != Character.isSurrogate(other);
                return differ
                        ? (Character.isSurrogate(one) ? 1 : -1)
                        : Character.compare(one, other);
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    static boolean sameKey(@Nullable Object a, @Nullable Object b) {
        return a == b || (a instanceof String text ? text.equals(b) : equal(a, b));
    }

    static int keyHash(@Nullable Object key) {
        return PythonNumber.isNumber(key) ? PythonNumber.hash(key) : Objects.hashCode(key);
    }
}

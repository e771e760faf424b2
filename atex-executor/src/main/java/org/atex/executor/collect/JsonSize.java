package org.atex.executor.collect;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes values take as JSON, near enough for a limit (LIM-05). The size of a whole is the
 * sum of its parts, so that changes can be added up.
 */
final class JsonSize {

    private static final int BRACKETS = 2;
    private static final int QUOTES = 2;
    private static final int SEPARATOR = 1;
    private static final int UNICODE_ESCAPE = 6;

    private JsonSize() {}

    static long of(@Nullable Object value) {
        if (value instanceof String text) {
            return of(text);
        }
        if (value instanceof Map<?, ?> object) {
            long size = BRACKETS;
            for (Map.Entry<?, ?> entry : object.entrySet()) {
                size += ofEntry((String) entry.getKey(), entry.getValue());
            }
            return size;
        }
        if (value instanceof Collection<?> array) {
            return BRACKETS + ofElements(array);
        }
        return value instanceof JsonNumber number ? number.size() : String.valueOf(value).length();
    }

    /** What an entry adds to its object. */
    static long ofEntry(String key, @Nullable Object value) {
        return of(key) + of(value) + 2 * SEPARATOR;
    }

    /** What elements add to their array. */
    static long ofElements(Collection<?> elements) {
        long size = 0;
        for (Object element : elements) {
            size += of(element) + SEPARATOR;
        }
        return size;
    }

    private static long of(String text) {
        long size = QUOTES;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                size += ofAscii(c);
            } else if (!Character.isSurrogate(c)) {
                size += c < 0x800 ? 2 : 3;
            } else if (JsonWriter.isPair(text, i)) {
                size += 4;
                i++;
            } else {
                size += UNICODE_ESCAPE;
            }
        }
        return size;
    }

    private static int ofAscii(char c) {
        return switch (c) {
            case '"', '\\', '\n', '\r', '\t' -> 2;
            default -> c < ' ' ? UNICODE_ESCAPE : 1;
        };
    }
}

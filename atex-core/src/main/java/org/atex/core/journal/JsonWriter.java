package org.atex.core.journal;

import java.time.Duration;
import java.util.Map;

/**
 * Writes one JSON object as a line. Text may hold anything, also halves of surrogate pairs; the
 * line is plain UTF-8 all the same.
 */
final class JsonWriter {

    private static final int MOST_PROSE = 4096;
    private static final String HEX = "0123456789abcdef";

    private final StringBuilder line;
    private final int start;

    /** Begins a line at the end of these. */
    JsonWriter(StringBuilder lines) {
        line = lines.append('{');
        start = line.length();
    }

    JsonWriter text(String key, String value) {
        key(key);
        string(value);
        return this;
    }

    JsonWriter number(String key, long value) {
        key(key);
        line.append(value);
        return this;
    }

    /** A text for people, which may be shortened. */
    JsonWriter prose(String key, String value) {
        return text(
                key, value.length() <= MOST_PROSE ? value : value.substring(0, MOST_PROSE) + "...");
    }

    /** A duration, exactly: {@code PT1.5S}. */
    JsonWriter duration(String key, Duration value) {
        return text(key, value.toString());
    }

    /** A map of texts; left out if it is empty. */
    JsonWriter texts(String key, Map<String, String> map) {
        if (map.isEmpty()) {
            return this;
        }
        key(key);
        char before = '{';
        for (Map.Entry<String, String> entry : map.entrySet()) {
            line.append(before);
            string(entry.getKey());
            line.append(':');
            string(entry.getValue());
            before = ',';
        }
        line.append('}');
        return this;
    }

    /** A list of pairs of numbers. */
    JsonWriter pairs(String key, Iterable<long[]> pairs) {
        key(key);
        char before = '[';
        line.append(before);
        for (long[] pair : pairs) {
            if (before == ',') {
                line.append(before);
            }
            line.append('[').append(pair[0]).append(',').append(pair[1]).append(']');
            before = ',';
        }
        line.append(']');
        return this;
    }

    /** Ends the line; its length in characters. */
    int end() {
        line.append("}\n");
        return line.length() - start + 1;
    }

    private void key(String key) {
        if (line.length() > start) {
            line.append(',');
        }
        string(key);
        line.append(':');
    }

    private void string(String text) {
        line.append('"');
        int plain = 0;
        while (plain < text.length() && isPlain(text.charAt(plain))) {
            plain++;
        }
        line.append(text, 0, plain);
        rest(text, plain);
        line.append('"');
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
    }

    private void rest(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f || (Character.isSurrogate(c) && !paired(text, i))) {
                escaped(c);
            } else {
                line.append(c);
            }
        }
    }

    private static boolean paired(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }

    private void escaped(char c) {
        line.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            line.append(HEX.charAt((c >> shift) & 0xf));
        }
    }
}

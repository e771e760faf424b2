package org.atex.fmf.value;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Values of metadata as JSON, byte for byte as python's {@code json} prints them with sorted keys
 * and without white space.
 *
 * <p>What JSON does not know is an object with one key: {@code $float} ({@code inf}, {@code -inf},
 * {@code nan}), {@code $date}, {@code $datetime}, {@code $bytes}, {@code $set}, and {@code $map}
 * for mappings with keys that are not text.
 */
public final class FmfJson {

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");

    private final StringBuilder out;

    private FmfJson(StringBuilder out) {
        this.out = out;
    }

    /** The JSON text of a value. */
    public static String of(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        append(value, out);
        return out.toString();
    }

    /** Appends the JSON text of a value. */
    public static void append(@Nullable Object value, StringBuilder out) {
        new FmfJson(out).value(value);
    }

    private void value(@Nullable Object value) {
        if (value instanceof String text) {
            text(text);
        } else if (value instanceof Map<?, ?> map) {
            mapping(map);
        } else if (value instanceof Set<?> set) {
            tagged("$set", sorted(set));
        } else if (value instanceof Collection<?> list) {
            list(list);
        } else {
            scalar(value);
        }
    }

    private void mapping(Map<?, ?> map) {
        Map<String, @Nullable Object> sorted = new TreeMap<>(Python.byCodePoint());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String key)) {
                pairs(map);
                return;
            }
            sorted.put(key, entry.getValue());
        }
        char separator = '{';
        for (Map.Entry<String, @Nullable Object> entry : sorted.entrySet()) {
            out.append(separator);
            text(entry.getKey());
            out.append(':');
            value(entry.getValue());
            separator = ',';
        }
        out.append(sorted.isEmpty() ? "{}" : "}");
    }

    private void pairs(Map<?, ?> map) {
        List<Object> pairs = new ArrayList<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            List<@Nullable Object> pair = new ArrayList<>();
            pair.add(entry.getKey());
            pair.add(entry.getValue());
            pairs.add(pair);
        }
        tagged("$map", pairs);
    }

    private void tagged(String tag, Object content) {
        out.append("{\"").append(tag).append("\":");
        value(content);
        out.append('}');
    }

    private void list(Collection<?> items) {
        String separator = "";
        out.append('[');
        for (Object item : items) {
            out.append(separator);
            value(item);
            separator = ",";
        }
        out.append(']');
    }

    private static List<Object> sorted(Set<?> members) {
        List<Object> sorted = new ArrayList<>(members);
        sorted.sort(FmfJson::compareMembers);
        return sorted;
    }

    private static int compareMembers(@Nullable Object a, @Nullable Object b) {
        if (PythonNumber.isNumber(a) && PythonNumber.isNumber(b)) {
            return PythonNumber.compare(a, b);
        }
        Comparator<String> byCodePoint = Python.byCodePoint();
        return byCodePoint.compare(PythonText.str(a), PythonText.str(b));
    }

    private void scalar(@Nullable Object value) {
        if (value instanceof Double number && !Double.isFinite(number)) {
            tagged("$float", PythonText.real(number));
        } else if (value instanceof Double number) {
            out.append(PythonText.real(number));
        } else if (value instanceof LocalDate date) {
            tagged("$date", date.toString());
        } else if (value instanceof LocalDateTime time) {
            tagged("$datetime", SECONDS.format(time) + PythonText.fraction(time));
        } else if (value instanceof FmfBytes bytes) {
            tagged("$bytes", bytes.toBase64());
        } else {
            out.append(value);
        }
    }

    private void text(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            character(text.charAt(i));
        }
        out.append('"');
    }

    private void character(char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\f' -> out.append("\\f");
            case '\b' -> out.append("\\b");
            default -> {
                if (c < ' ') {
                    out.append("\\u%04x".formatted((int) c));
                } else {
                    out.append(c);
                }
            }
        }
    }
}

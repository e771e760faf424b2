package org.atex.fmf.plan;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atex.fmf.error.FmfFormatException;
import org.atex.fmf.error.FmfPlace;
import org.atex.fmf.value.Python;
import org.atex.fmf.value.PythonText;
import org.jspecify.annotations.Nullable;

/** The keys of one mapping, by type. What it throws names node and key. */
final class Keys {

    private final FmfPlace place;
    private final String prefix;
    private final Map<?, ?> data;

    private Keys(FmfPlace place, String prefix, Map<?, ?> data) {
        this.place = place;
        this.prefix = prefix;
        this.data = data;
    }

    /** The keys of a node. */
    static Keys of(FmfPlace node, Map<?, ?> data) {
        return new Keys(node, "", data);
    }

    /** The same place with other data. */
    Keys with(Map<?, ?> newData) {
        return new Keys(place, prefix, newData);
    }

    @Nullable Object value(String key) {
        return data.get(key);
    }

    boolean has(String key) {
        return data.containsKey(key);
    }

    /** A text; a number counts as its text. Empty if missing or null. */
    Optional<String> text(String key) {
        Object value = data.get(key);
        return value == null ? Optional.empty() : Optional.of(text(key, value));
    }

    private String text(String key, @Nullable Object value) {
        if (value instanceof String || value instanceof Number) {
            return PythonText.str(value);
        }
        throw wrong(key, value, "text");
    }

    /** One text or a list of them; missing and null are empty. */
    List<String> texts(String key) {
        return items(key).stream().map(item -> text(key, item)).toList();
    }

    /** One item or a list of them; missing and null are empty. */
    List<@Nullable Object> items(String key) {
        Object value = data.get(key);
        if (value instanceof Collection<?> list) {
            return new ArrayList<>(list);
        }
        return value == null ? List.of() : List.of(value);
    }

    /** One mapping or a list of them; missing and null are empty. */
    List<Keys> mappings(String key) {
        List<Keys> mappings = new ArrayList<>();
        for (Object item : items(key)) {
            if (!(item instanceof Map<?, ?> mapping)) {
                throw wrong(key, item, "a mapping, or a list of mappings");
            }
            mappings.add(new Keys(place, prefix + key + ": ", mapping));
        }
        return mappings;
    }

    /**
     * Python's idea of truth: {@code 0}, null and {@code ""} are false, the text {@code no} not.
     */
    boolean truth(String key, boolean missing) {
        return has(key) ? Python.truth(data.get(key)) : missing;
    }

    /** A number; the given one if missing or null. */
    double number(String key, double missing) {
        Object value = data.get(key);
        if (value == null) {
            return missing;
        }
        if (value instanceof BigInteger || value instanceof Double) {
            return ((Number) value).doubleValue();
        }
        throw wrong(key, value, "a number");
    }

    /** A mapping of variables or a list of mappings, of which later ones win (ENV-01, ENV-05). */
    Map<String, String> environment() {
        Map<String, String> variables = new LinkedHashMap<>();
        for (Keys mapping : mappings("environment")) {
            mapping.data.forEach((name, value) -> variables.put(name(name), scalar(value)));
        }
        return variables;
    }

    private String name(@Nullable Object name) {
        if (name instanceof String text) {
            return text;
        }
        throw wrong("environment", name, "names of variables");
    }

    private String scalar(@Nullable Object value) {
        if (value instanceof Map || value instanceof Collection) {
            throw wrong("environment", value, "texts, numbers and bools as values");
        }
        return PythonText.str(value);
    }

    FmfFormatException wrong(String key, @Nullable Object value, String expected) {
        return wrong(key, "%s is no good value, expected %s".formatted(brief(value), expected));
    }

    FmfFormatException wrong(String key, String what) {
        return new FmfFormatException(what, place(key));
    }

    FmfPlace place(String key) {
        return place.withKey(prefix + key);
    }

    private static String brief(@Nullable Object value) {
        String text = PythonText.repr(value);
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }
}

package org.atex.core.journal;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fields of a line, by name and type; a wrong one is a {@link JournalException}. */
final class Fields {

    private final Map<String, @Nullable Object> values;

    Fields(Map<String, @Nullable Object> values) {
        this.values = values;
    }

    String text(String name) {
        return optionalText(name).orElseThrow(() -> wrong(name, "a text"));
    }

    Optional<String> optionalText(String name) {
        Object value = values.get(name);
        if (value != null && !(value instanceof String)) {
            throw wrong(name, "a text");
        }
        return Optional.ofNullable((String) value);
    }

    boolean has(String name) {
        return values.get(name) != null;
    }

    /** A whole number that is not negative. */
    long number(String name) {
        if (values.get(name) instanceof Long number && number >= 0) {
            return number;
        }
        throw wrong(name, "a number");
    }

    /** One that may be negative. */
    int integer(String name) {
        if (values.get(name) instanceof Long number && number.intValue() == number) {
            return number.intValue();
        }
        throw wrong(name, "a small number");
    }

    /** A small one that is not negative. */
    int count(String name) {
        return Math.toIntExact(Math.min(number(name), Integer.MAX_VALUE));
    }

    Duration duration(String name) {
        try {
            return Duration.parse(text(name));
        } catch (DateTimeException e) {
            throw wrong(name, "a duration");
        }
    }

    Instant instant(String name) {
        try {
            return Instant.parse(text(name));
        } catch (DateTimeException e) {
            throw wrong(name, "a time");
        }
    }

    <E extends Enum<E>> E word(String name, Class<E> type) {
        return optionalWord(name, type).orElseThrow(() -> wrong(name, "a known word"));
    }

    <E extends Enum<E>> Optional<E> optionalWord(String name, Class<E> type) {
        Optional<String> text = optionalText(name);
        for (E constant : type.getEnumConstants()) {
            if (text.isPresent() && word(constant).equals(text.get())) {
                return Optional.of(constant);
            }
        }
        if (text.isPresent()) {
            throw wrong(name, "a known word");
        }
        return Optional.empty();
    }

    /** A constant as it stands in a journal: {@code timed-out}. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Map<String, String> texts(String name) {
        Object value = values.get(name);
        Map<String, String> texts = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, text) -> texts.put(string(name, key), string(name, text)));
        } else if (value != null) {
            throw wrong(name, "a map of texts");
        }
        return texts;
    }

    private static String string(String name, @Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw wrong(name, "a map of texts");
    }

    List<long[]> pairs(String name) {
        if (!(values.get(name) instanceof List<?> list)) {
            throw wrong(name, "a list of pairs");
        }
        List<long[]> pairs = new ArrayList<>();
        for (Object item : list) {
            if (!(item instanceof List<?> pair)
                    || pair.size() != 2
                    || !(pair.get(0) instanceof Long first)
                    || !(pair.get(1) instanceof Long second)) {
                throw wrong(name, "a list of pairs");
            }
            pairs.add(new long[] {first, second});
        }
        return pairs;
    }

    private static JournalException wrong(String name, String expected) {
        return new JournalException("%s: expected %s".formatted(name, expected));
    }
}

package org.atex.fmf.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.atex.fmf.value.FmfBytes;
import org.atex.fmf.value.PythonText;
import org.jspecify.annotations.Nullable;

/**
 * Copies of metadata made of Java's own collections, as {@link org.atex.core.test.TestRun} has
 * them.
 */
final class PlainValues {

    private PlainValues() {}

    static Map<String, @Nullable Object> of(Map<?, ?> data) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        data.forEach((key, value) -> copy.put(PythonText.str(key), plain(value)));
        return Collections.unmodifiableMap(copy);
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return of(map);
        }
        if (value instanceof Collection<?> items) {
            List<@Nullable Object> copy = new ArrayList<>(items.size());
            items.forEach(item -> copy.add(plain(item)));
            return Collections.unmodifiableList(copy);
        }
        return value instanceof FmfBytes bytes ? bytes.toString() : value;
    }
}

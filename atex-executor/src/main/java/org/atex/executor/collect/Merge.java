package org.atex.executor.collect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Merges a newer result into a kept one (PAR-02). */
final class Merge {

    private Merge() {}

    /**
     * Merges key by key.
     *
     * @param kept is changed, and takes over the values of the newer
     * @return by how much the kept one has grown, as {@link JsonSize} tells it
     */
    static long into(Map<String, @Nullable Object> kept, Map<String, @Nullable Object> newer) {
        long growth = 0;
        for (Map.Entry<String, @Nullable Object> entry : newer.entrySet()) {
            String key = entry.getKey();
            Object value = entry.getValue();
            if (value == null) {
                growth -= remove(kept, key);
            } else if (!kept.containsKey(key)) {
                kept.put(key, value);
                growth += JsonSize.ofEntry(key, value);
            } else {
                growth += combine(kept, key, kept.get(key), value);
            }
        }
        return growth;
    }

    private static long remove(Map<String, @Nullable Object> kept, String key) {
        return kept.containsKey(key) ? JsonSize.ofEntry(key, kept.remove(key)) : 0;
    }

    @SuppressWarnings("unchecked") // maps, lists and sets in here are ours, of these types
    private static long combine(
            Map<String, @Nullable Object> kept, String key, @Nullable Object old, Object value) {
        if (old instanceof Map<?, ?> && value instanceof Map<?, ?>) {
            Map<String, @Nullable Object> object = changeable((Map<String, @Nullable Object>) old);
            kept.put(key, object);
            return into(object, (Map<String, @Nullable Object>) value);
        }
        if (old instanceof List<?> && value instanceof List<?> added) {
            List<@Nullable Object> array = changeable((List<@Nullable Object>) old);
            kept.put(key, array);
            array.addAll(added);
            return JsonSize.ofElements(added);
        }
        if (old instanceof Set<?> && value instanceof Set<?>) {
            return union((Set<String>) old, (Set<String>) value);
        }
        kept.put(key, value);
        return JsonSize.of(value) - JsonSize.of(old);
    }

    private static Map<String, @Nullable Object> changeable(Map<String, @Nullable Object> object) {
        return object instanceof LinkedHashMap ? object : new LinkedHashMap<>(object);
    }

    private static List<@Nullable Object> changeable(List<@Nullable Object> array) {
        return array instanceof ArrayList ? array : new ArrayList<>(array);
    }

    private static long union(Set<String> names, Set<String> added) {
        long growth = 0;
        for (String name : added) {
            growth += names.add(name) ? JsonSize.ofElements(List.of(name)) : 0;
        }
        return growth;
    }
}

package org.atex.executor.collect;

import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The plain Java values that {@link org.atex.core.result.TestResult#extra()} promises. Lists and
 * maps are views, which take no memory for what nobody looks at.
 */
final class PlainValues {

    private PlainValues() {}

    static @Nullable Object of(@Nullable Object value) {
        if (value instanceof JsonNumber number) {
            return number.plain();
        }
        if (value instanceof List<?> list) {
            return new PlainList(list);
        }
        return value instanceof Map<?, ?> map ? new PlainMap(map) : value;
    }

    private static final class PlainList extends AbstractList<@Nullable Object>
            implements RandomAccess {

        private final List<?> values;

        PlainList(List<?> values) {
            this.values = values;
        }

        @Override
        public @Nullable Object get(int index) {
            return of(values.get(index));
        }

        @Override
        public int size() {
            return values.size();
        }
    }

    private static final class PlainMap extends AbstractMap<String, @Nullable Object> {

        private final Map<?, ?> values;

        PlainMap(Map<?, ?> values) {
            this.values = values;
        }

        @Override
        public boolean containsKey(Object key) {
            return values.containsKey(key);
        }

        @Override
        public @Nullable Object get(Object key) {
            return of(values.get(key));
        }

        @Override
        public Set<Map.Entry<String, @Nullable Object>> entrySet() {
            return new PlainEntries(values);
        }
    }

    private static final class PlainEntries
            extends AbstractSet<Map.Entry<String, @Nullable Object>> {

        private final Map<?, ?> values;

        PlainEntries(Map<?, ?> values) {
            this.values = values;
        }

        @Override
        public Iterator<Map.Entry<String, @Nullable Object>> iterator() {
            Iterator<? extends Map.Entry<?, ?>> entries = values.entrySet().iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return entries.hasNext();
                }

                @Override
                public Map.Entry<String, @Nullable Object> next() {
                    Map.Entry<?, ?> entry = entries.next();
                    return new AbstractMap.SimpleImmutableEntry<>(
                            (String) entry.getKey(), of(entry.getValue()));
                }
            };
        }

        @Override
        public int size() {
            return values.size();
        }
    }
}

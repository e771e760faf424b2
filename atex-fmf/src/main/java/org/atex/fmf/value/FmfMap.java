package org.atex.fmf.value;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import org.atex.fmf.error.FmfGeneralException;
import org.atex.fmf.error.FmfPlace;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of metadata, in the order of its file. For everybody outside this package it cannot be
 * changed.
 *
 * <p>It is small: keys and values lie in two arrays, and the maps of a child share the keys of its
 * parent until one of them adds a key.
 *
 * <p><b>Identity.</b> Python merges in place, so a mapping that can be reached by two ways (by a
 * YAML alias, or because an adjust rule assigned it) changes for both. Such a mapping has an
 * <em>identity</em>: it alone is changed in place. All others are values: merging makes a changed
 * copy, which is why a whole tree can share them.
 */
public final class FmfMap extends AbstractMap<@Nullable Object, @Nullable Object> {

    private static final int SEARCHED_LINE_BY_LINE = 8;
    private static final int MOST_TRIES = 1000;
    private static final int SPREAD = 0x9E3779B9;
    private static final @Nullable Object[] NOTHING = {};
    private static final FmfMap EMPTY = new FmfMap(NOTHING, NOTHING, 0, null, false);

    private @Nullable Object[] keys;
    private @Nullable Object[] values;
    private int size;
    private int @Nullable [] index;
    private boolean keysAreShared;
    private boolean holdsIdentity;
    private boolean sealed;
    private final boolean identity;

    private FmfMap(
            @Nullable Object[] keys,
            @Nullable Object[] values,
            int size,
            int @Nullable [] index,
            boolean identity) {
        this.keys = keys;
        this.values = values;
        this.size = size;
        this.index = index;
        this.identity = identity;
        this.keysAreShared = true;
    }

    /** The mapping without keys. */
    public static FmfMap empty() {
        return EMPTY;
    }

    /** Collects keys and values in order. */
    public static final class Builder {

        private FmfMap map = new FmfMap(NOTHING, NOTHING, 0, null, false);

        /** Makes a builder of an empty mapping. */
        public Builder() {}

        /**
         * Whether there is such a key already; {@code 1}, {@code 1.0} and {@code true} are the
         * same.
         */
        public boolean has(@Nullable Object key) {
            return map.slot(key) >= 0;
        }

        /** Sets the value of a key. A key that was there keeps its place. */
        public Builder put(@Nullable Object key, @Nullable Object value) {
            map.set(key, value);
            return this;
        }

        /** Sets all keys of the other mapping. */
        public Builder putAll(FmfMap other) {
            for (int i = 0; i < other.size; i++) {
                map.set(other.keys[i], other.values[i]);
            }
            return this;
        }

        /** The mapping; the builder starts again with an empty one. */
        public FmfMap build() {
            FmfMap built = map;
            map = new FmfMap(NOTHING, NOTHING, 0, null, false);
            return built;
        }
    }

    /** Whether merging changes this mapping in place, see the class. */
    public boolean hasIdentity() {
        return identity;
    }

    /** Whether this mapping or one inside it has an identity. */
    public boolean holdsIdentity() {
        return identity || holdsIdentity;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        int slot = slot(key);
        return slot >= 0 && Objects.equals(keys[slot], key);
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        int slot = slot(key);
        return slot >= 0 && Objects.equals(keys[slot], key) ? values[slot] : null;
    }

    @Override
    public Set<Map.Entry<@Nullable Object, @Nullable Object>> entrySet() {
        return new Entries();
    }

    /** The same keys and values but for the value of this key. */
    public FmfMap with(String key, @Nullable Object value) {
        FmfMap changed = copy(identity);
        changed.set(key, value);
        return changed;
    }

    /**
     * The same keys and values but for this key. If this mapping has an identity, the key is gone
     * from itself too: python's {@code pop}.
     */
    public FmfMap takeOut(String key) {
        FmfMap rest = identity ? this : copy(false);
        int slot = rest.slot(key);
        if (slot >= 0) {
            rest.remove(slot);
        }
        return rest;
    }

    /** The same keys and values but for these keys. */
    public FmfMap without(Set<String> unwanted) {
        Builder rest = new Builder();
        for (int i = 0; i < size; i++) {
            if (!(keys[i] instanceof String key && unwanted.contains(key))) {
                rest.put(keys[i], values[i]);
            }
        }
        return rest.build();
    }

    /** Where the key is, or -1: by python's equality of keys. */
    int slot(@Nullable Object key) {
        int[] table = index;
        return table == null ? slotLineByLine(key) : slotByHash(key, table);
    }

    private int slotLineByLine(@Nullable Object key) {
        for (int i = 0; i < size; i++) {
            if (Python.sameKey(keys[i], key)) {
                return i;
            }
        }
        return -1;
    }

    private int slotByHash(@Nullable Object key, int[] table) {
        int mask = table.length - 1;
        int tries = 0;
        for (int at = start(key, table); table[at] != 0; at = (at + 1) & mask) {
            int slot = table[at] - 1;
            if (Python.sameKey(keys[slot], key)) {
                return slot;
            }
            tries++;
            if (tries > MOST_TRIES) {
                throw new FmfGeneralException(
                        "a mapping has keys made to collide", FmfPlace.unknown());
            }
        }
        return -1;
    }

    private static int start(@Nullable Object key, int[] table) {
        return (Python.keyHash(key) * SPREAD) >>> (Integer.numberOfLeadingZeros(table.length) + 1);
    }

    @Nullable Object keyAt(int slot) {
        return keys[slot];
    }

    @Nullable Object valueAt(int slot) {
        return values[slot];
    }

    /** From now on not even this package changes the mapping. */
    void seal() {
        sealed = true;
    }

    private void requireOpen() {
        if (sealed) {
            throw new IllegalStateException("these metadata are complete and cannot be changed");
        }
    }

    void setAt(int slot, @Nullable Object value) {
        requireOpen();
        values[slot] = value;
        holdsIdentity |= FmfValues.holdsIdentity(value);
    }

    void set(@Nullable Object key, @Nullable Object value) {
        requireOpen();
        int slot = slot(key);
        if (slot < 0) {
            slot = append(key);
        }
        setAt(slot, value);
    }

    private int append(@Nullable Object key) {
        int room = size < keys.length ? keys.length : size + (size >> 1) + 4;
        if (keysAreShared || room > keys.length) {
            keys = Arrays.copyOf(keys, room);
            index = index == null ? null : index.clone();
            keysAreShared = false;
        }
        if (size == values.length) {
            values = Arrays.copyOf(values, room);
        }
        keys[size] = key;
        size++;
        addToIndex();
        return size - 1;
    }

    private void addToIndex() {
        if (index == null ? size > SEARCHED_LINE_BY_LINE : size * 2 > index.length) {
            index = new int[Integer.highestOneBit(size) * 4];
            for (int slot = 0; slot < size; slot++) {
                enter(index, slot);
            }
        } else if (index != null) {
            enter(index, size - 1);
        }
    }

    private void enter(int[] table, int slot) {
        int mask = table.length - 1;
        int at = start(keys[slot], table);
        while (table[at] != 0) {
            at = (at + 1) & mask;
        }
        table[at] = slot + 1;
    }

    /** Removes a key, if it is there. */
    void remove(int slot) {
        requireOpen();
        FmfMap rest = new FmfMap(NOTHING, NOTHING, 0, null, false);
        for (int i = 0; i < size; i++) {
            if (i != slot) {
                rest.set(keys[i], values[i]);
            }
        }
        keys = rest.keys;
        values = rest.values;
        size = rest.size;
        index = rest.index;
        keysAreShared = false;
    }

    /** A mapping of its own with the same keys and the same values. */
    FmfMap copy(boolean withIdentity) {
        keysAreShared = true;
        FmfMap copy = new FmfMap(keys, Arrays.copyOf(values, size), size, index, withIdentity);
        copy.holdsIdentity = holdsIdentity;
        return copy;
    }

    private final class Entries extends AbstractSet<Map.Entry<@Nullable Object, @Nullable Object>> {

        @Override
        public int size() {
            return size;
        }

        @Override
        public Iterator<Map.Entry<@Nullable Object, @Nullable Object>> iterator() {
            return new EntryIterator();
        }
    }

    private final class EntryIterator
            implements Iterator<Map.Entry<@Nullable Object, @Nullable Object>> {

        private int next;

        @Override
        public boolean hasNext() {
            return next < size;
        }

        @Override
        public Map.Entry<@Nullable Object, @Nullable Object> next() {
            if (next >= size) {
                throw new NoSuchElementException();
            }
            next++;
            return new SimpleImmutableEntry<>(keys[next - 1], values[next - 1]);
        }
    }
}

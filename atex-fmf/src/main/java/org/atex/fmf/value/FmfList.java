package org.atex.fmf.value;

import java.util.AbstractList;
import java.util.Collection;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** A list of metadata. It never changes; null items are allowed. */
public final class FmfList extends AbstractList<@Nullable Object> implements RandomAccess {

    private static final FmfList EMPTY = new FmfList(new @Nullable Object[0]);

    private final @Nullable Object[] items;
    private final boolean holdsIdentity;

    /** Takes over the array. */
    FmfList(@Nullable Object[] items) {
        this.items = items;
        boolean found = false;
        for (Object item : items) {
            found |= FmfValues.holdsIdentity(item);
        }
        this.holdsIdentity = found;
    }

    /** The list without items. */
    public static FmfList empty() {
        return EMPTY;
    }

    /** The list of these items, which must be fmf values. */
    public static FmfList of(Collection<? extends @Nullable Object> items) {
        return items.isEmpty() ? EMPTY : new FmfList(items.toArray());
    }

    /** Whether a mapping inside has an identity, see {@link FmfMap}. */
    public boolean holdsIdentity() {
        return holdsIdentity;
    }

    @Override
    public int size() {
        return items.length;
    }

    @Override
    public @Nullable Object get(int position) {
        return items[position];
    }

    @Override
    public @Nullable Object[] toArray() {
        return items.clone();
    }

    FmfList plus(FmfList other) {
        @Nullable Object[] both = new @Nullable Object[items.length + other.items.length];
        System.arraycopy(items, 0, both, 0, items.length);
        System.arraycopy(other.items, 0, both, items.length, other.items.length);
        return new FmfList(both);
    }
}

package org.atex.fmf.value;

import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Copies in which a mapping that could be reached by two ways still can: python's {@code deepcopy}
 * with its memory. What has no identity inside is a value and stays shared instead.
 */
public final class Copies {

    private final IdentityHashMap<Object, Object> made = new IdentityHashMap<>();
    private final Budget budget;

    /** Copies made by one of these share what their originals share. */
    public Copies(Budget budget) {
        this.budget = budget;
    }

    /** A copy that nothing else changes. */
    public FmfMap of(FmfMap map) {
        return map.holdsIdentity() ? copy(map) : map;
    }

    private @Nullable Object copy(@Nullable Object value) {
        if (!FmfValues.holdsIdentity(value)) {
            return value;
        }
        return value instanceof FmfMap map
                ? copy(map)
                : value instanceof FmfList l ? copy(l) : value;
    }

    private FmfMap copy(FmfMap map) {
        if (made.get(map) instanceof FmfMap known) {
            return known;
        }
        FmfMap copy = map.copy(map.hasIdentity());
        made.put(map, copy);
        budget.spend(map.size());
        for (int slot = 0; slot < copy.size(); slot++) {
            copy.setAt(slot, copy(copy.valueAt(slot)));
        }
        return copy;
    }

    private FmfList copy(FmfList list) {
        if (made.get(list) instanceof FmfList known) {
            return known;
        }
        budget.spend(list.size());
        @Nullable Object[] items = list.toArray();
        for (int i = 0; i < items.length; i++) {
            items[i] = copy(items[i]);
        }
        FmfList copy = new FmfList(items);
        made.put(list, copy);
        return copy;
    }
}

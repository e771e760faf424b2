package org.atex.fmf.value;

import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/** Gives every mapping inside a value an identity, before the value comes to lie in two places. */
public final class Identities {

    private final IdentityHashMap<Object, Object> given = new IdentityHashMap<>();
    private final Budget budget;
    private final boolean samePlaces;

    private Identities(Budget budget, boolean samePlaces) {
        this.budget = budget;
        this.samePlaces = samePlaces;
    }

    /** The value with identities; equal mappings without one in two places become two. */
    public static @Nullable Object of(@Nullable Object value, Budget budget) {
        return new Identities(budget, false).give(value);
    }

    /** The value with identities, where one object in two places (a YAML alias) stays one. */
    public static @Nullable Object ofAliased(@Nullable Object value, Budget budget) {
        return new Identities(budget, true).give(value);
    }

    private @Nullable Object give(@Nullable Object value) {
        if (value instanceof FmfMap map) {
            return give(map);
        }
        return value instanceof FmfList list && FmfValues.hasMapping(list) ? give(list) : value;
    }

    private FmfMap give(FmfMap map) {
        if (given.get(map) instanceof FmfMap known) {
            return known;
        }
        FmfMap result = map.hasIdentity() ? map : map.copy(true);
        if (samePlaces || map.hasIdentity()) {
            given.put(map, result);
        }
        budget.spend(result.size());
        for (int slot = 0; slot < result.size(); slot++) {
            result.setAt(slot, give(result.valueAt(slot)));
        }
        return result;
    }

    private FmfList give(FmfList list) {
        if (given.get(list) instanceof FmfList known) {
            return known;
        }
        budget.spend(list.size());
        @Nullable Object[] items = list.toArray();
        for (int i = 0; i < items.length; i++) {
            items[i] = give(items[i]);
        }
        FmfList result = new FmfList(items);
        if (samePlaces) {
            given.put(list, result);
        }
        return result;
    }
}

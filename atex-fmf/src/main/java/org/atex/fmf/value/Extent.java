package org.atex.fmf.value;

import java.util.IdentityHashMap;
import org.atex.fmf.error.FmfMergeException;
import org.atex.fmf.error.FmfPlace;
import org.jspecify.annotations.Nullable;

/**
 * Measures data whose mappings lie in several places, and refuses what nobody could print: a
 * mapping that contains itself, or that unfolds to millions of values.
 */
public final class Extent {

    private static final int DEEPEST = 1000;
    private static final long LARGEST = 5_000_000;

    private final IdentityHashMap<Object, Long> sizes = new IdentityHashMap<>();
    private final FmfPlace place;

    private Extent(FmfPlace place) {
        this.place = place;
    }

    /**
     * Checks and seals data, if there is an identity in them at all.
     *
     * @throws FmfMergeException if they are endless, too deep, or too large
     */
    public static void complete(FmfMap data, FmfPlace place) {
        if (data.holdsIdentity()) {
            new Extent(place).measure(data, 0);
        }
    }

    private long measure(@Nullable Object value, int depth) {
        if (!(value instanceof FmfMap || value instanceof FmfList)) {
            return 1;
        }
        Long known = sizes.get(value);
        if (known != null) {
            return known;
        }
        if (depth > DEEPEST) {
            throw new FmfMergeException(
                    "aliased mappings contain themselves, or lie too deep", place);
        }
        long size = 1;
        Iterable<?> inside = value instanceof FmfMap map ? map.values() : (FmfList) value;
        if (value instanceof FmfMap map) {
            map.seal();
        }
        for (Object item : inside) {
            size += measure(item, depth + 1);
        }
        if (size > LARGEST) {
            throw new FmfMergeException("aliases unfold to millions of values", place);
        }
        sizes.put(value, size);
        return size;
    }
}

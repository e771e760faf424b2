package org.atex.fmf.value;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells beforehand what a merge would do, so that identities are given only where they matter. */
public final class Sharing {

    private Sharing() {}

    /** Whether merging would put a mapping of the source itself into the target. */
    public static boolean wouldShare(FmfMap target, FmfMap source) {
        for (Map.Entry<?, ?> entry : source.entrySet()) {
            boolean shared =
                    entry.getKey() instanceof String key
                            && FmfValues.hasMapping(entry.getValue())
                            && wouldShare(target, key, entry.getValue());
            if (shared) {
                return true;
            }
        }
        return false;
    }

    private static boolean wouldShare(FmfMap target, String key, @Nullable Object value) {
        Suffix suffix = Suffix.of(key);
        if (suffix == null) {
            return true;
        }
        if (suffix != Suffix.ADD && suffix != Suffix.ADD_IN_FRONT) {
            return false;
        }
        Object old = target.get(suffix.strip(key));
        return !(value instanceof FmfMap source
                && old instanceof FmfMap inner
                && !wouldShare(inner, source));
    }

    /** Whether merging the source would change this key. */
    public static boolean changes(FmfMap source, String key) {
        for (Object each : source.keySet()) {
            if (each instanceof String text && changes(text, key)) {
                return true;
            }
        }
        return false;
    }

    private static boolean changes(String sourceKey, String key) {
        Suffix suffix = Suffix.of(sourceKey);
        return sourceKey.startsWith(key)
                && (suffix == null ? sourceKey : suffix.strip(sourceKey)).equals(key);
    }
}

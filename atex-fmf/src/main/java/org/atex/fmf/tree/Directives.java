package org.atex.fmf.tree;

import java.util.Map;
import org.atex.fmf.error.FmfFormatException;
import org.atex.fmf.error.FmfPlace;
import org.atex.fmf.value.FmfMap;
import org.atex.fmf.value.PythonText;
import org.jspecify.annotations.Nullable;

/**
 * What the key {@code /} of a node asks for.
 *
 * @param inherit whether to inherit from the parent; null if nothing was said
 * @param select whether the node is selected; null if nothing was said
 */
record Directives(@Nullable Boolean inherit, @Nullable Boolean select) {

    static final String KEY = "/";
    static final Directives NONE = new Directives(null, null);

    boolean inherits() {
        return inherit == null || inherit;
    }

    /** These and the ones of another file, which win. */
    Directives with(@Nullable Object content, FmfPlace place) {
        if (!(content instanceof FmfMap map)) {
            throw new FmfFormatException("directives have to be a mapping", place.withKey(KEY));
        }
        Directives both = this;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            both = both.with(entry.getKey(), entry.getValue(), place);
        }
        return both;
    }

    private Directives with(@Nullable Object key, @Nullable Object value, FmfPlace place) {
        if (!"inherit".equals(key) && !"select".equals(key)) {
            throw new FmfFormatException(
                    "unknown directive %s".formatted(PythonText.repr(key)), place.withKey(KEY));
        }
        if (!(value instanceof Boolean wanted)) {
            throw new FmfFormatException(
                    "directive '%s' has to be true or false, not %s"
                            .formatted(key, PythonText.repr(value)),
                    place.withKey(KEY));
        }
        return "inherit".equals(key)
                ? new Directives(wanted, select)
                : new Directives(inherit, wanted);
    }
}

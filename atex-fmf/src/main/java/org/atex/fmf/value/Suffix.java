package org.atex.fmf.value;

import org.jspecify.annotations.Nullable;

/** What the end of a key asks for, in the order in which fmf looks: section 5 of the fmf page. */
enum Suffix {
    ADD("+", "+"),
    ADD_IN_FRONT("+<", "+<"),
    REMOVE_MATCHING("-~", "-~"),
    REDUCE("-", "-"),
    SUBSTITUTE("~", "~");

    private static final Suffix[] IN_ORDER = values();

    private final String end;
    private final String stripped;

    Suffix(String end, String stripped) {
        this.end = end;
        this.stripped = stripped;
    }

    /** The suffix of a key, or null if it has none. */
    static @Nullable Suffix of(String key) {
        char last = key.isEmpty() ? 'x' : key.charAt(key.length() - 1);
        if (last != '+' && last != '-' && last != '~' && last != '<') {
            return null;
        }
        for (Suffix suffix : IN_ORDER) {
            if (key.endsWith(suffix.end)) {
                return suffix;
            }
        }
        return null;
    }

    /**
     * The key without its suffix: every trailing character of the set goes, so {@code x++} is x.
     */
    String strip(String key) {
        int length = key.length();
        while (length > 0 && stripped.indexOf(key.charAt(length - 1)) >= 0) {
            length--;
        }
        return key.substring(0, length);
    }
}

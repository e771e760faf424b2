package org.atex.executor.collect;

import java.nio.CharBuffer;

/**
 * Replaces escaped surrogates in a JSON text by themselves. Jackson refuses those without a
 * partner, but only in keys and only when they are escaped (RES-03).
 */
final class SurrogateEscapes {

    private static final int LENGTH = 6;

    private SurrogateEscapes() {}

    /** Replaces them in place; the text gets shorter. */
    static void replaceIn(CharBuffer text) {
        char[] chars = text.array();
        int from = indexOfBackslash(chars, text.limit());
        int to = from;
        while (from < text.limit()) {
            if (isEscapedSurrogate(chars, from, text.limit())) {
                chars[to++] = (char) code(chars, from);
                from += LENGTH;
            } else {
                // what follows a backslash does not begin an escape
                int copied = chars[from] == '\\' && from + 1 < text.limit() ? 2 : 1;
                System.arraycopy(chars, from, chars, to, copied);
                to += copied;
                from += copied;
            }
        }
        text.limit(to);
    }

    private static int indexOfBackslash(char[] chars, int end) {
        int at = 0;
        while (at < end && chars[at] != '\\') {
            at++;
        }
        return at;
    }

    private static boolean isEscapedSurrogate(char[] chars, int at, int end) {
        return chars[at] == '\\'
                && at + LENGTH <= end
                && chars[at + 1] == 'u'
                && Character.isSurrogate((char) code(chars, at));
    }

    /** The code of a backslash, a {@code u} and four digits; 0 if they are no digits. */
    private static int code(char[] chars, int at) {
        int code = 0;
        for (int i = at + 2; i < at + LENGTH; i++) {
            int digit = chars[i] < 0x80 ? Character.digit(chars[i], 16) : -1;
            if (digit < 0) {
                return 0;
            }
            code = code * 16 + digit;
        }
        return code;
    }
}

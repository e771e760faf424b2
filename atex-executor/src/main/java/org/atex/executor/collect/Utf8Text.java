package org.atex.executor.collect;

import java.util.Arrays;

/** Puts a string together from strict UTF-8 and single characters. */
final class Utf8Text {

    private static final int KEPT = 16 * 1024;

    private char[] chars = new char[256];
    private int length;

    /** Starts with ASCII. */
    void begin(byte[] ascii, int from, int count) {
        if (chars.length > KEPT) {
            chars = new char[256];
        }
        room(count);
        for (int i = 0; i < count; i++) {
            chars[i] = (char) ascii[from + i];
        }
        length = count;
    }

    void add(char c) {
        if (length == chars.length) {
            room(length + 1);
        }
        chars[length++] = c;
    }

    private void room(int wanted) {
        if (wanted > chars.length) {
            chars = Arrays.copyOf(chars, Math.max(wanted, 2 * chars.length));
        }
    }

    /**
     * Adds the code point of a sequence of several bytes.
     *
     * @return how many; 0 if it is none: not complete, longer than needed, a surrogate, too large
     */
    int addSequence(byte[] bytes, int at, int end) {
        int first = bytes[at] & 0xff;
        int count = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        if (first < 0xc2 || first > 0xf4 || at + count > end) {
            return 0;
        }
        int code = first & (0xff >> (count + 1));
        for (int i = 1; i < count; i++) {
            int b = bytes[at + i];
            if ((b & 0xc0) != 0x80) {
                return 0;
            }
            code = (code << 6) | (b & 0x3f);
        }
        return isShortest(code, count) ? added(code, count) : 0;
    }

    private static boolean isShortest(int code, int count) {
        return switch (count) {
            case 2 -> code >= 0x80;
            case 3 -> code >= 0x800 && (code < 0xd800 || code > 0xdfff);
            default -> code >= 0x10000 && code <= 0x10ffff;
        };
    }

    private int added(int code, int count) {
        if (code < 0x10000) {
            add((char) code);
        } else {
            add(Character.highSurrogate(code));
            add(Character.lowSurrogate(code));
        }
        return count;
    }

    String text() {
        return new String(chars, 0, length);
    }
}

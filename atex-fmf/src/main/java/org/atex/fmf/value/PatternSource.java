package org.atex.fmf.value;

import java.util.regex.PatternSyntaxException;

/** Reads a python pattern piece by piece. */
final class PatternSource {

    private static final String LETTERS = "afnrtv";
    private static final String MEANINGS = "\u0007\f\n\r\t\u000b";
    private static final int MOST_REPEATS = 1_000_000;

    private final String pattern;
    private int at;

    PatternSource(String pattern) {
        this.pattern = pattern;
    }

    boolean more() {
        return at < pattern.length();
    }

    /** The next character, which must be there. */
    int take() {
        if (!more()) {
            throw wrong("unexpected end of pattern");
        }
        int c = pattern.codePointAt(at);
        at += Character.charCount(c);
        return c;
    }

    boolean takeIf(char wanted) {
        boolean there = peek(0) == wanted;
        at += there ? 1 : 0;
        return there;
    }

    private int peek(int ahead) {
        return at + ahead < pattern.length() ? pattern.charAt(at + ahead) : -1;
    }

    /** Whether a minus and then something other than the end of the class follow. */
    boolean isRange() {
        return peek(0) == '-' && peek(1) != ']' && peek(1) != -1;
    }

    void skipLine() {
        int end = pattern.indexOf('\n', at);
        at = end < 0 ? pattern.length() : end + 1;
    }

    void skipComment() {
        int end = pattern.indexOf(')', at);
        if (end < 0) {
            throw wrong("missing ), unterminated comment");
        }
        at = end + 1;
    }

    /** The letters of {@code (?im)}, without moving on if something else follows. */
    String takeGlobalFlags() {
        int end = at + 2;
        while (end < pattern.length() && "aiLmsux".indexOf(pattern.charAt(end)) >= 0) {
            end++;
        }
        boolean found =
                pattern.startsWith("(?", at) && pattern.startsWith(")", end) && end > at + 2;
        String letters = found ? pattern.substring(at + 2, end) : "";
        at = found ? end + 1 : at;
        return letters;
    }

    /** The letters of {@code (?i-s:}, of which the first was taken already. */
    String takeFlagsBeforeColon(int first) {
        StringBuilder letters = new StringBuilder();
        int c = first;
        while (c != ':') {
            boolean known = "imsx".indexOf(c) >= 0 || (letters.indexOf("-") < 0 && isFirstOnly(c));
            if (!known) {
                throw wrong(
                        c == ')'
                                ? "global flags not at the start of the expression"
                                : "unknown extension or flag");
            }
            letters.append((char) c);
            c = take();
        }
        return letters.toString();
    }

    private static boolean isFirstOnly(int c) {
        return c == '-' || c == 'a' || c == 'u';
    }

    String takeName(char end) {
        int stop = pattern.indexOf(end, at);
        String name = stop < 0 ? "" : pattern.substring(at, stop);
        boolean identifier =
                !name.isEmpty()
                        && (Character.isUnicodeIdentifierStart(name.charAt(0))
                                || name.startsWith("_"))
                        && name.chars()
                                .allMatch(c -> c == '_' || Character.isUnicodeIdentifierPart(c));
        if (!identifier) {
            throw wrong("bad character in group name");
        }
        at = stop + 1;
        return name;
    }

    /** The inside of {@code {2,3}}, or nothing if the brace means itself. */
    String takeRange() {
        int end = pattern.indexOf('}', at);
        String inside = end < 0 ? "" : pattern.substring(at, end);
        if (!inside.matches("[0-9]{0,9},?[0-9]{0,9}") || inside.isEmpty()) {
            return "";
        }
        int comma = inside.indexOf(',');
        String low = comma < 0 ? inside : inside.substring(0, comma);
        String high = comma < 0 ? inside : inside.substring(comma + 1);
        at = end + 1;
        return checkedRange(low.isEmpty() ? "0" : low, comma < 0 ? low : high, comma >= 0);
    }

    private String checkedRange(String low, String high, boolean range) {
        int least = Integer.parseInt(low);
        int most = high.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(high);
        if (most < least || least > MOST_REPEATS) {
            throw wrong("bad number of repeats");
        }
        return range ? low + "," + high : low;
    }

    /** The group of a back reference whose first digit was taken; 0 if it is none. */
    int takeReference(int first) {
        if (first < '1'
                || first > '9'
                || (isOctal(first) && isOctal(peek(0)) && isOctal(peek(1)))) {
            return 0;
        }
        int number = first - '0';
        if (Character.digit(peek(0), 10) >= 0) {
            number = number * 10 + take() - '0';
        }
        return number;
    }

    private static boolean isOctal(int c) {
        return c >= '0' && c <= '7';
    }

    /** The character that an escape stands for, whose first character was taken. */
    int escaped(int c) {
        if (isOctal(c)) {
            return octal(c - '0');
        }
        int known = LETTERS.indexOf(c);
        if (known >= 0) {
            return MEANINGS.charAt(known);
        }
        return switch (c) {
            case 'x' -> hex(2);
            case 'u' -> hex(4);
            case 'U' -> hex(8);
            default -> {
                if (PatternTranslator.isAsciiLetter(c) || (c >= '0' && c <= '9')) {
                    throw wrong("bad escape \\" + (char) c);
                }
                yield c;
            }
        };
    }

    private int octal(int first) {
        int value = first;
        for (int i = 0; i < 2 && isOctal(peek(0)); i++) {
            value = value * 8 + take() - '0';
        }
        if (value > 0xff) {
            throw wrong("octal escape value outside of range 0-0o377");
        }
        return value;
    }

    private int hex(int digits) {
        String number = at + digits <= pattern.length() ? pattern.substring(at, at + digits) : "";
        if (!number.matches("[0-9a-fA-F]+")) {
            throw wrong("incomplete escape");
        }
        at += digits;
        long value = Long.parseLong(number, 16);
        if (value > Character.MAX_CODE_POINT) {
            throw wrong("bad escape");
        }
        return (int) value;
    }

    PatternSyntaxException wrong(String what) {
        return new PatternSyntaxException(what, pattern, at);
    }
}

package org.atex.report.console;

/** Text for terminals: what could drive one is made visible, widths are counted in columns. */
public final class TerminalText {

    private static final String CUT = "..";
    private static final int MARKS_PER_COLUMN = 4;

    private TerminalText() {}

    /** The text with white space as single blanks and control characters written out. */
    public static String visible(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        text.codePoints().forEach(codePoint -> append(visible, codePoint));
        return visible.toString().strip();
    }

    private static void append(StringBuilder visible, int codePoint) {
        if (Character.isWhitespace(codePoint)) {
            appendBlank(visible);
        } else if (isHarmless(codePoint)) {
            visible.appendCodePoint(codePoint);
        } else {
            visible.append("\\u%04x".formatted(codePoint));
        }
    }

    private static void appendBlank(StringBuilder visible) {
        int length = visible.length();
        if (length > 0 && visible.charAt(length - 1) != ' ') {
            visible.append(' ');
        }
    }

    /** Not so are control characters, lone surrogates, and those that turn the direction. */
    private static boolean isHarmless(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }

    /** The columns that a visible text takes. */
    static int width(String text) {
        return text.codePoints().map(TerminalText::width).sum();
    }

    private static int width(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> 0;
            default -> isWide(codePoint) ? 2 : 1;
        };
    }

    /** The blocks of East Asian and pictorial characters; close enough to align a table. */
    private static boolean isWide(int c) {
        return c >= 0x1100
                && (c <= 0x115f
                        || between(c, 0x2e80, 0xa4cf)
                        || between(c, 0xac00, 0xd7a3)
                        || between(c, 0xf900, 0xfaff)
                        || between(c, 0xfe30, 0xfe6f)
                        || between(c, 0xff01, 0xff60)
                        || between(c, 0xffe0, 0xffe6)
                        || between(c, 0x1f300, 0x1f64f)
                        || between(c, 0x1f900, 0x1f9ff)
                        || between(c, 0x20000, 0x3fffd));
    }

    private static boolean between(int c, int first, int last) {
        return first <= c && c <= last;
    }

    /** The start of a text, marked if it is not the whole. */
    public static String start(String text, int columns) {
        return fits(text, columns) ? text : takeStart(text, columns - CUT.length()) + CUT;
    }

    /** The end of a text, marked if it is not the whole: names differ at their ends. */
    static String end(String text, int columns) {
        if (fits(text, columns)) {
            return text;
        }
        String backwards = takeStart(reverse(text), columns - CUT.length());
        return CUT + reverse(backwards);
    }

    private static boolean fits(String text, int columns) {
        return width(text) <= columns && text.length() / MARKS_PER_COLUMN <= columns;
    }

    private static String takeStart(String text, int columns) {
        int taken = 0;
        int left = columns;
        while (taken < text.length() && taken / MARKS_PER_COLUMN < columns) {
            int codePoint = text.codePointAt(taken);
            left -= width(codePoint);
            if (left < 0) {
                break;
            }
            taken += Character.charCount(codePoint);
        }
        return text.substring(0, taken);
    }

    private static String reverse(String text) {
        return new StringBuilder(text).reverse().toString();
    }

    /** Blanks up to a width. */
    static String padding(String text, int columns) {
        return " ".repeat(Math.max(0, columns - width(text)));
    }
}

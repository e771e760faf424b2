package org.atex.fmf.value;

/** Writes one {@code [...]} of a python pattern in Java's syntax. */
final class CharacterClass {

    private static final int CATEGORY = -1;

    private final PatternSource in;
    private final boolean ascii;
    private final StringBuilder out = new StringBuilder("[");
    private int category;

    CharacterClass(PatternSource in, boolean ascii) {
        this.in = in;
        this.ascii = ascii;
    }

    /** Reads up to and with the closing bracket. */
    void appendTo(StringBuilder target) {
        if (in.takeIf('^')) {
            out.append('^');
        }
        item(in.take());
        int c = in.take();
        while (c != ']') {
            item(c);
            c = in.take();
        }
        target.append(out).append(']');
    }

    private void item(int c) {
        int low = character(c);
        String lowCategory = low == CATEGORY ? category(category, ascii) : "";
        if (!in.isRange()) {
            out.append(low == CATEGORY ? lowCategory : PatternTranslator.quoted(low));
            return;
        }
        in.take();
        int high = character(in.take());
        if (low == CATEGORY || high == CATEGORY || high < low) {
            throw in.wrong("bad character range");
        }
        out.append(PatternTranslator.quoted(low));
        out.append('-');
        out.append(PatternTranslator.quoted(high));
    }

    /** The character, or {@link #CATEGORY} if it is one like {@code \d}. */
    private int character(int c) {
        if (c != '\\') {
            return c;
        }
        int escaped = in.take();
        if ("dDsSwW".indexOf(escaped) >= 0) {
            category = escaped;
            return CATEGORY;
        }
        if (escaped == 'b') {
            return '\b';
        }
        if (escaped == '8' || escaped == '9') {
            throw in.wrong("bad escape");
        }
        return in.escaped(escaped);
    }

    /** A category as a class of its own; inside another class Java takes it as part of that. */
    static String category(int letter, boolean ascii) {
        String content =
                switch (Character.toLowerCase(letter)) {
                    case 'd' -> ascii ? "0-9" : "\\p{Nd}";
                    case 's' -> ascii ? " \\t\\n\\r\\f\\x0b" : "\\s\\x1c-\\x1f";
                    default -> ascii ? "a-zA-Z0-9_" : "\\p{L}\\p{N}_";
                };
        return (Character.isUpperCase(letter) ? "[^" : "[") + content + "]";
    }
}

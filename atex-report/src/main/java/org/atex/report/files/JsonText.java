package org.atex.report.files;

/**
 * Texts as JSON has them, and so YAML: as they are but for what must be escaped, lone surrogates,
 * and what could drive a terminal or split a line.
 */
public final class JsonText {

    private static final String HEX = "0123456789abcdef";

    private JsonText() {}

    /** Appends a text in its quotes. */
    public static void quote(String text, StringBuilder out) {
        out.append('"');
        text.codePoints().forEach(codePoint -> append(out, codePoint));
        out.append('"');
    }

    private static void append(StringBuilder out, int codePoint) {
        switch (codePoint) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (mustBeEscaped(codePoint)) {
                    escape(out, codePoint);
                } else {
                    out.appendCodePoint(codePoint);
                }
            }
        }
    }

    private static boolean mustBeEscaped(int codePoint) {
        if (codePoint == 0xfffe || codePoint == 0xffff) {
            return true; // YAML has no such characters
        }
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> false;
        };
    }

    private static void escape(StringBuilder out, int unit) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(HEX.charAt((unit >> shift) & 0xf));
        }
    }
}

package org.atex.examples.cli;

/** Text that cannot drive a terminal, whoever wrote it. */
final class Visible {

    private Visible() {}

    /** The text in one line, with control characters written out. */
    static String of(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        text.strip().codePoints().forEach(codePoint -> append(visible, codePoint));
        return visible.toString();
    }

    private static void append(StringBuilder visible, int codePoint) {
        if (Character.isWhitespace(codePoint)) {
            visible.append(' ');
        } else if (drives(codePoint)) {
            visible.append("\\u%04x".formatted(codePoint));
        } else {
            visible.appendCodePoint(codePoint);
        }
    }

    /** Control characters, and those that turn the direction of writing. */
    private static boolean drives(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> false;
        };
    }
}

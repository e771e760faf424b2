package org.atex.report.junit;

/** Text for XML 1.0, whatever it holds. */
final class XmlText {

    private static final int REPLACEMENT = 0xfffd;

    private XmlText() {}

    /**
     * The text as it may stand in an element or between double quotes. What XML cannot say at all,
     * most control characters and lone surrogates, becomes U+FFFD; what a parser would change and
     * what could drive a terminal becomes a reference.
     */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(codePoint -> append(escaped, codePoint));
        return escaped.toString();
    }

    private static void append(StringBuilder escaped, int codePoint) {
        switch (codePoint) {
            case '<' -> escaped.append("&lt;");
            case '>' -> escaped.append("&gt;");
            case '&' -> escaped.append("&amp;");
            case '"' -> escaped.append("&quot;");
            case '\n', '\r', '\t' -> reference(escaped, codePoint);
            default -> {
                if (!isAllowed(codePoint)) {
                    escaped.appendCodePoint(REPLACEMENT);
                } else if (Character.isISOControl(codePoint)) {
                    reference(escaped, codePoint);
                } else {
                    escaped.appendCodePoint(codePoint);
                }
            }
        }
    }

    private static void reference(StringBuilder escaped, int codePoint) {
        escaped.append("&#").append(codePoint).append(';');
    }

    /** {@code Char} of the XML specification, but for white space. */
    private static boolean isAllowed(int codePoint) {
        return codePoint >= 0x20
                && codePoint != 0xfffe
                && codePoint != 0xffff
                && Character.getType(codePoint) != Character.SURROGATE;
    }

    /** The text of an element: as {@link #escape}, but with line feeds and tabs as they are. */
    static String escapeLines(String text) {
        return escape(text).replace("&#10;", "\n").replace("&#9;", "\t");
    }
}

package org.atex.report.jsonl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.atex.core.result.Status;
import org.atex.report.files.ResultRow;

/**
 * Writes rows as lines. Texts are written as they are but for what JSON wants escaped, lone
 * surrogates, and what could drive a terminal or split a line.
 */
final class RowWriter {

    private static final String HEX = "0123456789abcdef";

    private RowWriter() {}

    static void write(ResultRow row, OutputStream out) throws IOException {
        StringBuilder line = new StringBuilder("[");
        text(line, row.platform());
        value(line.append(", "), row.status().map(Status::word));
        text(line.append(", "), row.test());
        value(line.append(", "), row.subtest());
        texts(line.append(", "), row.files());
        value(line.append(", "), row.note());
        out.write(line.append("]\n").toString().getBytes(UTF_8));
    }

    private static void texts(StringBuilder line, List<String> texts) {
        line.append('[');
        String separator = "";
        for (String text : texts) {
            text(line.append(separator), text);
            separator = ", ";
        }
        line.append(']');
    }

    private static void value(StringBuilder line, Optional<String> text) {
        text.ifPresentOrElse(present -> text(line, present), () -> line.append("null"));
    }

    private static void text(StringBuilder line, String text) {
        line.append('"');
        text.codePoints().forEach(codePoint -> append(line, codePoint));
        line.append('"');
    }

    private static void append(StringBuilder line, int codePoint) {
        switch (codePoint) {
            case '"' -> line.append("\\\"");
            case '\\' -> line.append("\\\\");
            case '\n' -> line.append("\\n");
            case '\r' -> line.append("\\r");
            case '\t' -> line.append("\\t");
            default -> {
                if (mustBeEscaped(codePoint)) {
                    escape(line, codePoint);
                } else {
                    line.appendCodePoint(codePoint);
                }
            }
        }
    }

    private static boolean mustBeEscaped(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> false;
        };
    }

    private static void escape(StringBuilder line, int unit) {
        line.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            line.append(HEX.charAt((unit >> shift) & 0xf));
        }
    }
}

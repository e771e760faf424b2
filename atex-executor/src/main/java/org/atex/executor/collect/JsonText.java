package org.atex.executor.collect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.atex.executor.control.ControlException.badReport;

import java.nio.ByteBuffer;
import org.atex.executor.control.ControlException;
import org.jspecify.annotations.Nullable;

/** The words of a JSON text in UTF-8: strings, numbers and what stands between them. */
final class JsonText {

    private static final int END = -1;
    private static final int KNOWN_KEYS = 128;
    private static final int LONGEST_KNOWN = 32;

    /** Keys that came lately: most come again and again, and need not be made again. */
    private final @Nullable String[] keys = new String[KNOWN_KEYS];

    private final Utf8Text decoder = new Utf8Text();
    private byte[] bytes = {};
    private int start;
    private int at;
    private int end;

    /** Goes to the start of a text. */
    void begin(ByteBuffer document) {
        if (document.hasArray()) {
            bytes = document.array();
            start = document.arrayOffset() + document.position();
        } else {
            bytes = new byte[document.remaining()];
            document.get(document.position(), bytes);
            start = 0;
        }
        at = start;
        end = start + document.remaining();
    }

    ControlException error(String what) {
        return badReport(
                "result is not JSON: %s, at byte %d of %d"
                        .formatted(what, Math.min(at, end) - start, end - start));
    }

    /** The next byte that is no white space, which is consumed. */
    int next() throws ControlException {
        while (at < end) {
            byte b = bytes[at++];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b;
            }
        }
        throw error("it is not complete");
    }

    /** Whether another element follows a comma; else the list has to be closed. */
    boolean more(char close) throws ControlException {
        int next = next();
        if (next != ',' && next != close) {
            throw error("neither ',' nor '%s'".formatted(close));
        }
        return next == ',';
    }

    /** Nothing but white space may follow. */
    void expectEnd() throws ControlException {
        while (at < end) {
            byte b = bytes[at++];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                throw error("more behind it");
            }
        }
    }

    /** Consumes the rest of a word whose first letter is consumed already. */
    void expect(String word) throws ControlException {
        for (int i = 1; i < word.length(); i++) {
            if (peek() != word.charAt(i)) {
                throw error("an unknown word");
            }
            at++;
        }
    }

    private int peek() {
        return at < end ? bytes[at] : END;
    }

    /** A string that serves as a key, behind its first quote. */
    String key() throws ControlException {
        int from = at;
        int hash = 0;
        while (at < end && isPlain(bytes[at])) {
            hash = 31 * hash + bytes[at++];
        }
        if (peek() != '"' || at - from > LONGEST_KNOWN) {
            at = from;
            return string();
        }
        int slot = (hash ^ (hash >>> 7) ^ (hash >>> 14)) & (KNOWN_KEYS - 1);
        String known = keys[slot];
        if (known == null || !is(known, from)) {
            known = new String(bytes, from, at - from, ISO_8859_1);
            keys[slot] = known;
        }
        at++;
        return known;
    }

    private boolean is(String known, int from) {
        if (known.length() != at - from) {
            return false;
        }
        for (int i = 0; i < known.length(); i++) {
            if (known.charAt(i) != bytes[from + i]) {
                return false;
            }
        }
        return true;
    }

    /** A string, behind its first quote. */
    String string() throws ControlException {
        int from = at;
        while (at < end && isPlain(bytes[at])) {
            at++;
        }
        if (peek() == '"') {
            return new String(bytes, from, at++ - from, ISO_8859_1);
        }
        return decoded(from);
    }

    /** ASCII that stands for itself. */
    private static boolean isPlain(byte b) {
        return b >= ' ' && b != '"' && b != '\\';
    }

    private String decoded(int from) throws ControlException {
        decoder.begin(bytes, from, at - from);
        while (peek() != '"') {
            if (at >= end) {
                throw error("a string has no end");
            }
            byte b = bytes[at];
            if (b == '\\') {
                escape();
            } else if (b < 0) {
                sequence();
            } else if (b < ' ') {
                throw error("a control character");
            } else {
                decoder.add((char) b);
                at++;
            }
        }
        at++;
        return decoder.text();
    }

    private void sequence() throws ControlException {
        int length = decoder.addSequence(bytes, at, end);
        if (length == 0) {
            throw error("not UTF-8");
        }
        at += length;
    }

    private void escape() throws ControlException {
        at++;
        int kind = peek();
        at++;
        switch (kind) {
            case '"', '\\', '/' -> decoder.add((char) kind);
            case 'b' -> decoder.add('\b');
            case 'f' -> decoder.add('\f');
            case 'n' -> decoder.add('\n');
            case 'r' -> decoder.add('\r');
            case 't' -> decoder.add('\t');
            case 'u' -> decoder.add(code());
            default -> throw error("an unknown escape");
        }
    }

    private char code() throws ControlException {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int c = peek();
            int digit = c < 0 ? -1 : Character.digit(c, 16);
            if (digit < 0) {
                throw error("an unknown escape");
            }
            code = code * 16 + digit;
            at++;
        }
        return (char) code;
    }

    /** A number, whose first character is consumed already. */
    JsonNumber number() throws ControlException {
        int from = --at;
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            digits();
        }
        if (peek() == '.') {
            at++;
            digits();
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits();
        }
        return JsonNumber.of(new String(bytes, from, at - from, ISO_8859_1));
    }

    private void digits() throws ControlException {
        if (!isDigit(peek())) {
            throw error("not a value");
        }
        while (isDigit(peek())) {
            at++;
        }
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}

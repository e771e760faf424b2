package org.atex.core.journal;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON value strictly (RFC 8259) into String, Long, BigDecimal, Boolean, null, List and
 * Map. Nesting, numbers and, by the caller, the length of the text are limited; keys that come
 * twice are refused.
 */
final class JsonParser {

    private static final int DEEPEST = 16;
    private static final int LONGEST_NUMBER = 64;

    private final String text;
    private int at;
    private int depth;

    private JsonParser(String text) {
        this.text = text;
    }

    /**
     * Reads an object and nothing but that.
     *
     * @throws JournalException if the text is anything else
     */
    static Map<String, @Nullable Object> object(String text) {
        JsonParser parser = new JsonParser(text);
        parser.skipSpace();
        if (parser.peek() != '{') {
            throw parser.error("expected an object");
        }
        Map<String, @Nullable Object> object = parser.map();
        parser.skipSpace();
        if (parser.at < text.length()) {
            throw parser.error("something follows the object");
        }
        return object;
    }

    private @Nullable Object value() {
        skipSpace();
        char c = peek();
        return switch (c) {
            case '{' -> map();
            case '[' -> list();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> map() {
        enter();
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        skipSpace();
        boolean more = peek() != '}';
        while (more) {
            skipSpace();
            String key = string();
            skipSpace();
            expect(':');
            if (map.containsKey(key)) {
                throw error("a key comes twice: " + key);
            }
            map.put(key, value());
            more = another('}');
        }
        expect('}');
        depth--;
        return map;
    }

    private List<@Nullable Object> list() {
        enter();
        List<@Nullable Object> list = new ArrayList<>();
        skipSpace();
        boolean more = peek() != ']';
        while (more) {
            list.add(value());
            more = another(']');
        }
        expect(']');
        depth--;
        return list;
    }

    private void enter() {
        at++;
        if (++depth > DEEPEST) {
            throw error("it is nested too deeply");
        }
    }

    private boolean another(char end) {
        skipSpace();
        if (peek() == end) {
            return false;
        }
        expect(',');
        return true;
    }

    private @Nullable Object word(String word, @Nullable Object value) {
        if (!text.startsWith(word, at)) {
            throw error("expected a value");
        }
        at += word.length();
        return value;
    }

    private Object number() {
        int start = at;
        skip('-');
        boolean zero = skip('0');
        boolean sound = zero || digits();
        boolean whole = true;
        if (skip('.')) {
            whole = false;
            sound &= digits();
        }
        if (skip('e') || skip('E')) {
            whole = false;
            if (!skip('+')) {
                skip('-');
            }
            sound &= digits();
        }
        if (!sound || at - start > LONGEST_NUMBER) {
            throw error(at == start ? "expected a value" : "this is no number");
        }
        return number(text.substring(start, at), whole);
    }

    private Object number(String digits, boolean whole) {
        try {
            return whole ? (Object) Long.valueOf(digits) : new BigDecimal(digits);
        } catch (NumberFormatException e) {
            if (whole) {
                return new BigDecimal(digits);
            }
            throw error("this is no number");
        }
    }

    private boolean digits() {
        int start = at;
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
        return at > start;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private String string() {
        expect('"');
        int start = at;
        while (peek() != '"' && peek() != '\\') {
            plain();
        }
        if (peek() == '"') {
            return text.substring(start, at++);
        }
        StringBuilder unescaped = new StringBuilder(text.substring(start, at));
        while (peek() != '"') {
            unescaped.append(peek() == '\\' ? escape() : plain());
        }
        at++;
        return unescaped.toString();
    }

    private char plain() {
        char c = peek();
        if (c < ' ') {
            throw error("a control character in a text");
        }
        at++;
        return c;
    }

    private char escape() {
        at++;
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> codeUnit();
            default -> throw error("an unknown escape");
        };
    }

    private char codeUnit() {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            char c = peek();
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw error("four hex digits are missing");
            }
            unit = unit << 4 | digit;
            at++;
        }
        return (char) unit;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean skip(char c) {
        boolean there = at < text.length() && text.charAt(at) == c;
        if (there) {
            at++;
        }
        return there;
    }

    private void expect(char c) {
        if (peek() != c) {
            throw error("expected " + c);
        }
        at++;
    }

    private char peek() {
        if (at >= text.length()) {
            throw error("it ends too early");
        }
        return text.charAt(at);
    }

    private JournalException error(String what) {
        return new JournalException("%s, at character %d".formatted(what, at + 1));
    }
}

package org.atex.fmf.filter;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.atex.fmf.error.FmfConditionException;
import org.atex.fmf.error.FmfPlace;
import org.atex.fmf.value.PythonNumber;
import org.jspecify.annotations.Nullable;

/** Cuts a python expression into its words. */
final class ConditionTokens {

    private static final Pattern NUMBER =
            Pattern.compile("-?([0-9]+\\.[0-9]*|\\.[0-9]+|[0-9]+)([eE][-+]?[0-9]+)?");
    private static final Pattern SIGN = Pattern.compile("==|!=|<=|>=|[<>()\\[\\],.]");
    private static final Set<String> KEYWORDS =
            Set.of(
                    "and",
                    "as",
                    "assert",
                    "async",
                    "await",
                    "break",
                    "class",
                    "continue",
                    "def",
                    "del",
                    "elif",
                    "else",
                    "except",
                    "finally",
                    "for",
                    "from",
                    "global",
                    "if",
                    "import",
                    "in",
                    "is",
                    "lambda",
                    "nonlocal",
                    "not",
                    "or",
                    "pass",
                    "raise",
                    "return",
                    "try",
                    "while",
                    "with",
                    "yield");

    private final String text;
    private final FmfPlace place;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    /** What a token is. */
    enum Kind {
        CONSTANT,
        STRING,
        WORD,
        SIGN,
        END
    }

    /** A token; it has a value if it is a constant or a string. */
    record Token(Kind kind, String text, @Nullable Object value, int position) {

        boolean is(String word) {
            return (kind == Kind.WORD || kind == Kind.SIGN) && text.equals(word);
        }
    }

    ConditionTokens(String text, FmfPlace place) {
        this.text = text;
        this.place = place;
    }

    static boolean isKeyword(String word) {
        return KEYWORDS.contains(word);
    }

    List<Token> all() {
        skipBlanks();
        while (at < text.length()) {
            token(text.charAt(at));
            skipBlanks();
        }
        add(Kind.END, at, null);
        return tokens;
    }

    private void skipBlanks() {
        while (at < text.length() && " \t\f\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private void add(Kind kind, int end, @Nullable Object value) {
        tokens.add(new Token(kind, text.substring(at, end), value, at));
        at = end;
    }

    private void token(char c) {
        Matcher number = NUMBER.matcher(text).region(at, text.length());
        Matcher sign = SIGN.matcher(text).region(at, text.length());
        if (c == '\'' || c == '"') {
            string(c);
        } else if (number.lookingAt()) {
            number(number.group(), number.end());
        } else if (Character.isUnicodeIdentifierStart(text.codePointAt(at)) || c == '_') {
            word();
        } else if (sign.lookingAt()) {
            add(Kind.SIGN, sign.end(), null);
        } else {
            throw wrong("unsupported '%s'".formatted(c));
        }
    }

    private void number(String digits, int end) {
        boolean real =
                digits.indexOf('.') >= 0 || digits.indexOf('e') >= 0 || digits.indexOf('E') >= 0;
        Object value = real ? Double.valueOf(digits) : integer(digits);
        add(Kind.CONSTANT, end, value);
        boolean goesOn = at < text.length() && Character.isUnicodeIdentifierPart(text.charAt(at));
        boolean leadingZero = !real && digits.matches("-?0+[1-9][0-9]*");
        if (goesOn || leadingZero) {
            throw wrong("unsupported number");
        }
    }

    private BigInteger integer(String digits) {
        return PythonNumber.parse(digits).orElseThrow(() -> wrong("too many digits"));
    }

    private void word() {
        int end = at;
        while (end < text.length() && isWordPart(text.codePointAt(end))) {
            end += Character.charCount(text.codePointAt(end));
        }
        switch (text.substring(at, end)) {
            case "True" -> add(Kind.CONSTANT, end, true);
            case "False" -> add(Kind.CONSTANT, end, false);
            case "None" -> add(Kind.CONSTANT, end, null);
            default -> add(Kind.WORD, end, null);
        }
        if (at < text.length() && (text.charAt(at) == '\'' || text.charAt(at) == '"')) {
            throw wrong("unsupported prefix of a text");
        }
    }

    private static boolean isWordPart(int c) {
        return Character.isUnicodeIdentifierPart(c) && !Character.isIdentifierIgnorable(c);
    }

    private void string(char quote) {
        StringBuilder value = new StringBuilder();
        int i = at + 1;
        while (i < text.length() && text.charAt(i) != quote && text.charAt(i) != '\n') {
            if (text.charAt(i) == '\\') {
                i = escape(i + 1, value);
            } else {
                value.append(text.charAt(i));
                i++;
            }
        }
        boolean triple = value.isEmpty() && i + 1 < text.length() && text.charAt(i + 1) == quote;
        if (i >= text.length() || text.charAt(i) != quote || triple) {
            throw wrong("text without end");
        }
        add(Kind.STRING, i + 1, value.toString());
    }

    private int escape(int position, StringBuilder value) {
        char c = position < text.length() ? text.charAt(position) : '\n';
        int known = "nrt\\'\"".indexOf(c);
        if (known < 0) {
            throw wrong("unsupported escape in a text");
        }
        value.append("\n\r\t\\'\"".charAt(known));
        return position + 1;
    }

    private FmfConditionException wrong(String what) {
        return new FmfConditionException(
                "%s at position %d in condition '%s'".formatted(what, at, text), place);
    }
}

package org.atex.fmf.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import org.atex.fmf.error.FmfPatternException;
import org.atex.fmf.error.FmfPlace;

/** The replacement of python's {@code re.sub}: text, {@code \1}, {@code \g<name>}, {@code \n}. */
final class ReplacementText {

    private static final String LETTERS = "abfnrtv";
    private static final String MEANINGS = "\u0007\b\f\n\r\t\u000b";

    private final List<Part> parts = new ArrayList<>();
    private final String template;
    private final Map<String, Integer> names;
    private final int groups;
    private final FmfPlace place;
    private int at;

    /** A piece of text, or what a group matched. */
    private sealed interface Part {
        record Text(String text) implements Part {}

        record Group(int number) implements Part {}
    }

    private ReplacementText(
            String template, Map<String, Integer> names, int groups, FmfPlace place) {
        this.template = template;
        this.names = names;
        this.groups = groups;
        this.place = place;
    }

    static ReplacementText parse(
            String template, Map<String, Integer> names, int groups, FmfPlace place) {
        ReplacementText replacement = new ReplacementText(template, names, groups, place);
        replacement.parse();
        return replacement;
    }

    void appendTo(StringBuilder out, MatchResult match) {
        for (Part part : parts) {
            if (part instanceof Part.Text plain) {
                out.append(plain.text());
            } else if (part instanceof Part.Group group) {
                String matched = match.group(group.number());
                out.append(matched == null ? "" : matched);
            }
        }
    }

    private void parse() {
        while (at < template.length()) {
            int backslash = template.indexOf('\\', at);
            int end = backslash < 0 ? template.length() : backslash;
            text(template.substring(at, end));
            at = end;
            if (backslash >= 0) {
                at++;
                escape();
            }
        }
    }

    private void text(String text) {
        if (!text.isEmpty()) {
            parts.add(new Part.Text(text));
        }
    }

    private void escape() {
        if (at == template.length()) {
            throw wrong("bad escape (end of pattern)");
        }
        char c = template.charAt(at);
        at++;
        if (c == 'g') {
            namedGroup();
        } else if (c >= '0' && c <= '9') {
            number(c);
        } else {
            character(c);
        }
    }

    private void character(char c) {
        int known = LETTERS.indexOf(c);
        if (c == '\\') {
            text("\\");
        } else if (known >= 0) {
            text(MEANINGS.substring(known, known + 1));
        } else if (PatternTranslator.isAsciiLetter(c)) {
            throw wrong("bad escape \\" + c);
        } else {
            text("\\" + c);
        }
    }

    private void namedGroup() {
        int end = template.indexOf('>', at);
        if (at >= template.length() || template.charAt(at) != '<' || end < 0) {
            throw wrong("missing group name");
        }
        String name = template.substring(at + 1, end);
        at = end + 1;
        if (name.matches("[0-9]{1,9}")) {
            group(Integer.parseInt(name));
        } else if (names.containsKey(name)) {
            group(names.getOrDefault(name, 0));
        } else {
            throw wrong("unknown group name '" + name + "'");
        }
    }

    private void number(char first) {
        int digits = 1;
        while (digits < 3 && at + digits - 1 < template.length() && isOctal(at + digits - 1)) {
            digits++;
        }
        boolean octal = first == '0' || (digits == 3 && first <= '7');
        if (octal) {
            text(String.valueOf((char) (Integer.parseInt(take(digits), 8) & 0xff)));
        } else {
            boolean two = at < template.length() && Character.digit(template.charAt(at), 10) >= 0;
            group(Integer.parseInt(take(two ? 2 : 1)));
        }
    }

    /** The digits from the one before the position on. */
    private String take(int digits) {
        String taken = template.substring(at - 1, at - 1 + digits);
        at += digits - 1;
        return taken;
    }

    private boolean isOctal(int position) {
        char c = template.charAt(position);
        return c >= '0' && c <= '7';
    }

    private void group(int number) {
        if (number > groups) {
            throw wrong("invalid group reference " + number);
        }
        parts.add(new Part.Group(number));
    }

    private FmfPatternException wrong(String what) {
        return new FmfPatternException("bad replacement '%s': %s".formatted(template, what), place);
    }
}

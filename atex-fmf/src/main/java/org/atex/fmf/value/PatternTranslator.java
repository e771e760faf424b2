package org.atex.fmf.value;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Writes a python pattern in Java's syntax.
 *
 * <p>Every piece is understood and written anew, so that nothing which only Java knows ({@code \Q},
 * {@code [a&&b]}, {@code \h}) gets through. Groups with names become numbered ones.
 */
final class PatternTranslator {

    /**
     * A pattern in Java's syntax.
     *
     * @param java the pattern
     * @param flags flags of {@link Pattern}
     * @param groups the number of groups
     * @param names the groups that have names
     */
    record Translation(String java, int flags, int groups, Map<String, Integer> names) {}

    /** What can be said about the piece before a quantifier. */
    private enum Last {
        NOTHING,
        PIECE,
        REPEATED
    }

    private record Open(int group, boolean verbose, boolean ascii, boolean lines) {}

    /** Unlike Java's {@code ^} also at the very end of a text. */
    private static final String LINE_START = "(?<![^\\n])";

    private final PatternSource in;
    private final StringBuilder out = new StringBuilder();
    private final Deque<Open> open = new ArrayDeque<>();
    private final Map<String, Integer> names = new HashMap<>();
    private int groups;
    private int flags;
    private boolean verbose;
    private boolean ascii;
    private boolean lines;
    private Last last = Last.NOTHING;

    private PatternTranslator(String pattern) {
        this.in = new PatternSource(pattern);
    }

    /** Translates, or throws {@link PatternSyntaxException}. */
    static Translation translate(String pattern) {
        PatternTranslator translator = new PatternTranslator(pattern);
        translator.all();
        return new Translation(
                translator.out.toString(), translator.flags, translator.groups, translator.names);
    }

    static boolean isAsciiLetter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private void all() {
        globalFlags();
        while (in.more()) {
            piece(in.take());
        }
        if (!open.isEmpty()) {
            throw in.wrong("missing ), unterminated subpattern");
        }
    }

    private void globalFlags() {
        String letters = in.takeGlobalFlags();
        while (!letters.isEmpty()) {
            letters.chars().forEach(this::globalFlag);
            letters = in.takeGlobalFlags();
        }
    }

    private void globalFlag(int letter) {
        switch (letter) {
            case 'i' -> flags |= Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
            case 'm' -> {
                flags |= Pattern.MULTILINE;
                lines = true;
            }
            case 's' -> flags |= Pattern.DOTALL;
            case 'x' -> verbose = true;
            case 'a' -> ascii = true;
            case 'u' -> {}
            default -> throw in.wrong("bad inline flags");
        }
    }

    private void piece(int c) {
        switch (c) {
            case '\\' -> escape();
            case '[' -> {
                new CharacterClass(in, ascii).appendTo(out);
                last = Last.PIECE;
            }
            case '(' -> openGroup();
            case ')' -> closeGroup();
            case '*', '+', '?' -> repeat(String.valueOf((char) c));
            case '{' -> brace();
            case '^' -> position(lines ? LINE_START : "^");
            case '$' -> position("$");
            case '|' -> position("|");
            case '.' -> written(".");
            default -> literal(c);
        }
    }

    private void written(String piece) {
        out.append(piece);
        last = Last.PIECE;
    }

    private void position(String piece) {
        out.append(piece);
        last = Last.NOTHING;
    }

    private void literal(int c) {
        if (verbose && c == '#') {
            in.skipLine();
        } else if (!verbose || " \t\n\r\f\u000b".indexOf(c) < 0) {
            written(quoted(c));
        }
    }

    static String quoted(int c) {
        boolean plain = isAsciiLetter(c) || (c >= '0' && c <= '9') || c == '_' || c == '/';
        return plain ? String.valueOf((char) c) : "\\x{%x}".formatted(c);
    }

    private void brace() {
        String range = in.takeRange();
        if (range.isEmpty()) {
            written(quoted('{'));
        } else {
            repeat("{" + range + "}");
        }
    }

    private void repeat(String quantifier) {
        if (last != Last.PIECE) {
            throw in.wrong(last == Last.NOTHING ? "nothing to repeat" : "multiple repeat");
        }
        out.append(quantifier);
        if (in.takeIf('?')) {
            out.append('?');
        } else if (in.takeIf('+')) {
            out.append('+');
        }
        last = Last.REPEATED;
    }

    private void openGroup() {
        if (!in.takeIf('?')) {
            capture();
            return;
        }
        int c = in.take();
        switch (c) {
            case 'P' -> extension();
            case '#' -> in.skipComment();
            case ':', '=', '!', '>' -> open(0, "(?" + (char) c);
            case '<' -> lookBehind();
            default -> flagGroup(c);
        }
    }

    private void capture() {
        groups++;
        open(groups, "(");
    }

    private void open(int group, String written) {
        open.push(new Open(group, verbose, ascii, lines));
        position(written);
    }

    private void closeGroup() {
        if (open.isEmpty()) {
            throw in.wrong("unbalanced parenthesis");
        }
        Open closed = open.pop();
        verbose = closed.verbose();
        ascii = closed.ascii();
        lines = closed.lines();
        written(")");
    }

    private void lookBehind() {
        int c = in.take();
        if (c != '=' && c != '!') {
            throw in.wrong("unknown extension ?<" + Character.toString(c));
        }
        open(0, "(?<" + (char) c);
    }

    private void extension() {
        if (in.takeIf('<')) {
            String name = in.takeName('>');
            if (names.putIfAbsent(name, groups + 1) != null) {
                throw in.wrong("redefinition of group name " + name);
            }
            capture();
        } else if (in.takeIf('=')) {
            String name = in.takeName(')');
            if (!names.containsKey(name)) {
                throw in.wrong("unknown group name " + name);
            }
            reference(names.getOrDefault(name, 0));
        } else {
            throw in.wrong("unknown extension ?P");
        }
    }

    private void flagGroup(int first) {
        String letters = in.takeFlagsBeforeColon(first);
        int minus = letters.indexOf('-');
        String on = minus < 0 ? letters : letters.substring(0, minus);
        String off = minus < 0 ? "" : letters.substring(minus + 1);
        String javaOn = on.replaceAll("[xau]", "").replace("i", "iu");
        String javaOff = off.replace("x", "");
        open(0, "(?" + javaOn + (javaOff.isEmpty() ? "" : "-" + javaOff) + ":");
        verbose = on.contains("x") || (verbose && !off.contains("x"));
        ascii = on.contains("a") || (ascii && !on.contains("u"));
        lines = on.contains("m") || (lines && !off.contains("m"));
    }

    private void escape() {
        int c = in.take();
        switch (c) {
            case 'A' -> position("\\A");
            case 'b' -> position("(?:(?<=W)(?!W)|(?<!W)(?=W))".replace("W", wordCharacter()));
            case 'B' ->
                    position("(?:(?<=W)(?=W)|(?<!W)(?!W|\\A\\z))".replace("W", wordCharacter()));
            case 'Z' -> position("\\z");
            case 'd', 'D', 's', 'S', 'w', 'W' -> written(CharacterClass.category(c, ascii));
            default -> {
                int reference = in.takeReference(c);
                if (reference > 0) {
                    reference(reference);
                } else {
                    written(quoted(in.escaped(c)));
                }
            }
        }
    }

    private String wordCharacter() {
        return CharacterClass.category('w', ascii);
    }

    private void reference(int group) {
        if (group > groups || open.stream().anyMatch(o -> o.group() == group)) {
            throw in.wrong("invalid group reference " + group);
        }
        written("(?:\\" + group + ")");
    }
}

package org.atex.executor.control;

import static org.atex.executor.control.ControlException.badControl;

import org.jspecify.annotations.Nullable;

/**
 * One line of a control stream, without its line feed (CTL-05).
 *
 * @param word what to do
 * @param argument everything after the first space, if there is one
 */
record ControlLine(String word, @Nullable String argument) {

    static ControlLine of(String line) {
        int space = line.indexOf(' ');
        return space < 0
                ? new ControlLine(line, null)
                : new ControlLine(line.substring(0, space), line.substring(space + 1));
    }

    /** The argument as a number in a range (CTL-08). */
    long number(long min, long max) throws ControlException {
        String digits = trimmed(required());
        if (!isNumber(digits)) {
            throw badControl("not a number: " + this);
        }
        try {
            long number = Long.parseLong(digits);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // it is one, but not of 64 bits
        }
        throw badControl("number out of range: " + this);
    }

    /** The argument as an exit code (CTL-10). */
    int exitCode() throws ControlException {
        return (int) number(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** The argument as a change of the time limit (CTL-11). */
    DurationChange duration() throws ControlException {
        try {
            return DurationChange.parse(required());
        } catch (IllegalArgumentException e) {
            throw badControl(e.getMessage() + ": " + this);
        }
    }

    private String required() throws ControlException {
        if (argument == null) {
            throw badControl("argument missing: " + this);
        }
        return argument;
    }

    /** Without spaces and tabs around. */
    static String trimmed(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isNumber(String text) {
        int start = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return text.length() > start;
    }

    /** As it came, in quotes, cut to what fits into a message. */
    @Override
    public String toString() {
        return quoted(argument == null ? word : word + " " + argument);
    }

    static String quoted(String line) {
        StringBuilder shown = new StringBuilder("'");
        line.chars().limit(100).map(ControlLine::printable).forEach(c -> shown.append((char) c));
        return shown.append(line.length() > 100 ? "...'" : "'").toString();
    }

    private static int printable(int c) {
        return c < ' ' || c > '~' ? '?' : c;
    }
}

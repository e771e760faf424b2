package org.atex.executor.script;

import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.atex.core.InvalidArgumentException;

/** Text for shells. */
public final class Shell {

    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private Shell() {}

    /** One word that every shell takes literally. */
    public static String quote(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /** Several words, separated by spaces. */
    public static String quote(Collection<String> words) {
        return words.stream().map(Shell::quote).collect(Collectors.joining(" "));
    }

    /**
     * Checks a variable (ENV-06).
     *
     * @throws InvalidArgumentException if the name is none, or there is a NUL in the value; the
     *     message does not tell the value
     */
    static void checkVariable(String name, String value) {
        if (!IDENTIFIER.matcher(name).matches()) {
            throw new InvalidArgumentException(
                    "environment: '%s' is no name of a variable".formatted(name));
        }
        if (value.indexOf('\0') >= 0) {
            throw new InvalidArgumentException(
                    "environment: the value of %s has a NUL character".formatted(name));
        }
    }
}

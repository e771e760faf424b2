package org.atex.executor.script;

import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A command that runs as it is, but can be killed (section 14). */
public final class PlainCommand {

    private static final Pattern PROCESS =
            Pattern.compile("^atex ([0-9]{1,10})\n", Pattern.MULTILINE);

    private PlainCommand() {}

    /**
     * A command line that tells its process id on stderr, and then becomes the program, which leads
     * a process group and writes all to stdout.
     *
     * @param words the program and its arguments
     */
    public static String start(List<String> words) {
        // No single quote may stand in this text: all of it is one word, for any login shell.
        String script =
                """
                echo "atex $$" >&2
                exec 2>&1
                case $(cut -d" " -f5 "/proc/$$/stat" 2>/dev/null) in
                  $$|"") ;;
                  *) if command -v setsid >/dev/null; then set -- setsid "$@"; fi;;
                esac
                exec "$@"
                """;
        return "exec sh -c %s atex %s".formatted(Shell.quote(script), Shell.quote(words));
    }

    /** The process id that was told, once it is complete; login scripts may have said more. */
    public static OptionalLong process(String told) {
        Matcher matcher = PROCESS.matcher(told);
        return matcher.find()
                ? OptionalLong.of(Long.parseLong(matcher.group(1)))
                : OptionalLong.empty();
    }

    /** A command line that kills it, with all of its process group. */
    public static String kill(long process) {
        return "exec sh -c 'kill -s KILL -- -%1$d %1$d 2>/dev/null'".formatted(process);
    }
}

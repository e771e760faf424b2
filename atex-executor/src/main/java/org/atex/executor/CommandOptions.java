package org.atex.executor;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.atex.core.InvalidArgumentException;
import org.atex.executor.collect.CollectorLimits;
import org.atex.executor.ssh.KeyPassphrases;

/**
 * The settings of executors of commands (section 14).
 *
 * @param commands by the names of tests
 * @param output the name of the file with the output
 * @param verdict what decides the status
 * @param maxOutputBytes of one test (LIM-06)
 * @param passphrases of private keys
 */
record CommandOptions(
        Map<String, List<String>> commands,
        String output,
        CommandVerdict verdict,
        long maxOutputBytes,
        KeyPassphrases passphrases) {

    private static final int LONGEST_NAME = 255;
    private static final Pattern FILE_NAME =
            Pattern.compile("[^\\p{Cntrl}]*[^\\p{Cntrl}/.][^\\p{Cntrl}]*");

    CommandOptions {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        commands.forEach((name, command) -> copy.put(name, checked(name, command)));
        commands = Map.copyOf(copy);
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(passphrases, "passphrases");
        boolean fits = output.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME;
        if (!fits || !FILE_NAME.matcher(output).matches()) {
            throw new InvalidArgumentException("'%s' is no name of a file".formatted(output));
        }
        if (maxOutputBytes < 0) {
            throw new InvalidArgumentException(
                    "maxOutputBytes is %d, expected 0 or more".formatted(maxOutputBytes));
        }
    }

    private static List<String> checked(String name, List<String> command) {
        if (command.isEmpty() || command.get(0).isEmpty()) {
            throw new InvalidArgumentException("%s: there is no program to run".formatted(name));
        }
        if (command.stream().anyMatch(argument -> argument.indexOf('\0') >= 0)) {
            throw new InvalidArgumentException("%s: an argument holds a NUL".formatted(name));
        }
        return List.copyOf(command);
    }

    /**
     * The command of a test.
     *
     * @throws InvalidArgumentException if there is no such test (ERR-02)
     */
    List<String> command(String test) {
        List<String> command = commands.get(test);
        if (command == null) {
            throw new InvalidArgumentException("%s is none of the commands".formatted(test));
        }
        return command;
    }

    CollectorLimits limits() {
        return CollectorLimits.DEFAULT.withOutputBytes(maxOutputBytes);
    }
}

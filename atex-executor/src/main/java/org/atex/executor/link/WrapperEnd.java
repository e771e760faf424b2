package org.atex.executor.link;

import java.util.List;
import java.util.OptionalInt;

/**
 * How a wrapper has ended.
 *
 * @param exitCode of the test, if there is one
 * @param status of the wrapper itself, 128 + signal if one ended it
 * @param elapsedMillis since the test was started
 * @param found watched files that exist; known at the end only
 */
public record WrapperEnd(OptionalInt exitCode, int status, long elapsedMillis, List<String> found) {

    /** Copies what can change. */
    public WrapperEnd {
        found = List.copyOf(found);
    }

    static WrapperEnd parse(String text) throws LinkException {
        List<String> lines = text.lines().toList();
        String[] words = Words.of(lines.isEmpty() ? "" : lines.get(0), 3);
        OptionalInt code =
                words[0].equals("-")
                        ? OptionalInt.empty()
                        : OptionalInt.of((int) Words.number(words[0], 0, 255));
        return new WrapperEnd(
                code,
                (int) Words.number(words[1], 0, 255),
                Words.number(words[2]),
                lines.subList(1, lines.size()));
    }
}

package org.atex.executor.link;

/**
 * What a test is on its system.
 *
 * @param group its process group
 * @param wrapper the process that started it
 */
public record TestProcesses(long group, long wrapper) {

    static TestProcesses parse(String text) throws LinkException {
        String[] words = Words.of(text, 2);
        return new TestProcesses(
                Words.number(words[0], 2, Integer.MAX_VALUE),
                Words.number(words[1], 2, Integer.MAX_VALUE));
    }
}

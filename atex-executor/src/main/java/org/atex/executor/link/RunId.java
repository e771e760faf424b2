package org.atex.executor.link;

import java.util.UUID;

/**
 * One start of one attempt, as a supervisor knows it (SUP-13).
 *
 * @param attempt a word that the runner made for the attempt
 * @param restart how often the attempt was started before
 */
public record RunId(String attempt, int restart) {

    /** The first start of a new attempt. */
    public static RunId fresh() {
        return new RunId(UUID.randomUUID().toString(), 0);
    }

    static RunId parse(String text) throws LinkException {
        String[] words = Words.of(text, 2);
        return new RunId(words[0], (int) Words.number(words[1], 0, Integer.MAX_VALUE));
    }

    @Override
    public String toString() {
        return attempt + " " + restart;
    }
}

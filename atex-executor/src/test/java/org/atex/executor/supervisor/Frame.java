package org.atex.executor.supervisor;

import static java.nio.charset.StandardCharsets.UTF_8;

/** One frame of the protocol between runner and supervisor. */
record Frame(char kind, int stream, long offset, byte[] payload) {

    static final int HEADER = 17;

    static Frame of(char kind, String payload) {
        return new Frame(kind, 0, 0, payload.getBytes(UTF_8));
    }

    String text() {
        return new String(payload, UTF_8).strip();
    }

    /** The words of its first line. */
    String[] words() {
        return text().lines().findFirst().orElse("").split(" ");
    }
}

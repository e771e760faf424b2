package org.atex.executor;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;

/** Files that a test has left, one after the other. */
interface FetchedFiles {

    /**
     * Asks for a file; its bytes are then read from {@link #content}, all of them, before the next.
     *
     * @param path absolute, or relative to the data directory
     * @param limit longest length in bytes
     * @return its length, or empty if it cannot be had: {@link #refusal} tells why
     * @throws IOException if the connection is lost, or the answer is none
     */
    OptionalLong find(String path, long limit) throws IOException;

    /** Why the last file could not be had: {@code missing}, {@code refused} or {@code long}. */
    String refusal();

    /** The bytes of the file that was found. */
    InputStream content();
}

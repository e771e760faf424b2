package org.atex.report.files;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** The results of a finished run, read one by one. For one thread. */
public interface ResultRows extends Closeable {

    /**
     * Reads the next one; empty at the end.
     *
     * @throws org.atex.core.InvalidArgumentException if the file is broken; names file and line
     * @throws IOException if it cannot be read
     */
    Optional<ResultRow> next() throws IOException;
}

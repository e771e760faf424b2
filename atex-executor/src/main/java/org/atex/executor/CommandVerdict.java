package org.atex.executor;

import java.io.IOException;
import java.nio.file.Path;
import org.atex.core.result.Status;

/** Says what became of a command that has ended by itself (CMD-03). */
@FunctionalInterface
public interface CommandVerdict {

    /** {@code pass} for exit code 0, else {@code fail}. */
    CommandVerdict BY_EXIT_CODE = (exitCode, output) -> exitCode == 0 ? Status.PASS : Status.FAIL;

    /**
     * Decides. Called by a thread of the executor, for one command of a system at a time.
     *
     * @param exitCode of the command, 128 + signal if a signal ended it
     * @param output holds all that it wrote to stdout and stderr; there during the call only
     * @throws IOException if the output cannot be read; the run throws it
     */
    Status judge(int exitCode, Path output) throws IOException;
}

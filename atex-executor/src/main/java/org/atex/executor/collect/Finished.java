package org.atex.executor.collect;

import java.util.Objects;
import java.util.Optional;
import org.atex.core.result.Status;

/**
 * What a run has left behind.
 *
 * @param status of the test's own stored result, the last one where there are several
 * @param results how many lines were stored
 */
public record Finished(Optional<Status> status, long results) {

    /** Checks the parts. */
    public Finished {
        Objects.requireNonNull(status, "status");
    }
}

package org.atex.executor.tmt;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One entry of a results file.
 *
 * @param subtest what it is about; empty: the test itself
 * @param status as written, if there is one
 * @param note the text, several ones joined
 * @param logs names of files, relative to the test's data directory
 */
public record LeftResult(
        Optional<String> subtest,
        Optional<String> status,
        Optional<String> note,
        List<String> logs) {

    /** Checks the parts. */
    public LeftResult {
        Objects.requireNonNull(subtest, "subtest");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(note, "note");
        logs = List.copyOf(logs);
    }
}

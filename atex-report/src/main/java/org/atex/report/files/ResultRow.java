package org.atex.report.files;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.atex.core.result.Status;
import org.atex.core.result.TestResult;

/**
 * One result of a finished run, the six values of AGG-01. Immutable.
 *
 * @param platform where the test ran
 * @param status the verdict; absent if the test gave none
 * @param test the name of the test
 * @param subtest what the result is about; absent for the test itself
 * @param files names relative to the directory of the result
 * @param note short free text
 */
public record ResultRow(
        String platform,
        Optional<Status> status,
        String test,
        Optional<String> subtest,
        List<String> files,
        Optional<String> note) {

    /** Copies what can change. */
    public ResultRow {
        Objects.requireNonNull(platform, "platform");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(test, "test");
        Objects.requireNonNull(subtest, "subtest");
        files = List.copyOf(files);
        Objects.requireNonNull(note, "note");
    }

    /** The row of a result that a test reported. */
    public static ResultRow of(String platform, String test, TestResult result) {
        return new ResultRow(
                platform, result.status(), test, result.name(), result.files(), result.note());
    }
}

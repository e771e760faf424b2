package org.atex.core.result;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One result, as stored (section 3 of the execution specification). Immutable.
 *
 * @param status the verdict; absent if the test gave none (RES-13)
 * @param name what the subtest is about; absent for the test itself
 * @param note short free text
 * @param files names relative to the directory of the result, the output first (RES-09, OUT-01)
 * @param extra all other keys, unmodifiable, as plain Java values: null, Boolean, BigInteger,
 *     BigDecimal, String, List, Map
 */
public record TestResult(
        Optional<Status> status,
        Optional<String> name,
        Optional<String> note,
        List<String> files,
        Map<String, @Nullable Object> extra) {

    /** Copies what can change. */
    public TestResult {
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(note, "note");
        files = List.copyOf(files);
        extra = Collections.unmodifiableMap(new LinkedHashMap<>(extra));
    }

    /** A result for the test itself with nothing but a status. */
    public static TestResult of(Status status) {
        return new TestResult(
                Optional.of(status), Optional.empty(), Optional.empty(), List.of(), Map.of());
    }

    /** This result for a subtest. */
    public TestResult withName(String newName) {
        return new TestResult(status, Optional.of(newName), note, files, extra);
    }

    /** This result with a note. */
    public TestResult withNote(String newNote) {
        return new TestResult(status, name, Optional.of(newNote), files, extra);
    }

    /** This result with other files. */
    public TestResult withFiles(List<String> newFiles) {
        return new TestResult(status, name, note, newFiles, extra);
    }
}

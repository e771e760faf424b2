package org.atex.executor.collect;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.atex.core.result.Status;
import org.atex.core.result.TestResult;
import org.atex.executor.control.ControlException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores results, and remembers of them what the end of the run depends on. */
final class StoredResults {

    private static final Logger LOG = LoggerFactory.getLogger(StoredResults.class);
    private static final Set<String> MEANINGFUL = Set.of("status", "name", "note", "files");
    private static final Set<String> TROUBLE = Set.of("fail", "warn", "error");

    private final ResultsFile file;
    private final OutputFile output;
    private boolean nameless;
    private Optional<Status> status = Optional.empty();
    private boolean trouble;

    StoredResults(ResultsFile file, OutputFile output) {
        this.file = file;
        this.output = output;
    }

    /**
     * Stores a result, with the output beside it if that is wished for.
     *
     * @throws ControlException if the file for the output exists; nothing is stored then (OUT-04)
     */
    void store(Map<String, @Nullable Object> values, @Nullable Testout testout)
            throws ControlException, IOException {
        if (testout != null) {
            output.appearAs(testout);
        }
        write(values, testout);
    }

    /**
     * Stores a result whatever becomes of its output (PAR-06).
     *
     * @throws IOException if the runner could not do all of it; the line is written if possible
     */
    void storeAtEnd(Map<String, @Nullable Object> values, @Nullable Testout testout)
            throws IOException {
        Testout possible = testout;
        IOException failure = null;
        try {
            if (testout != null) {
                output.appearAs(testout);
            }
        } catch (ControlException e) {
            LOG.warn("a result is stored without the output of the test: {}", e.getMessage());
            possible = null;
        } catch (IOException e) {
            failure = e;
            possible = null;
        }
        write(values, possible);
        if (failure != null) {
            throw failure;
        }
    }

    private void write(Map<String, @Nullable Object> values, @Nullable Testout testout)
            throws IOException {
        if (testout != null) {
            values.put("files", withOutput(testout, values.get("files")));
        }
        remember(values);
        file.add(values, result(values));
    }

    /** The output in front of the others, which are sorted (OUT-01). */
    private static List<String> withOutput(Testout testout, @Nullable Object files) {
        List<String> names = new ArrayList<>();
        names.add(testout.name());
        names.addAll(names(files));
        return names;
    }

    @SuppressWarnings("unchecked") // our own, of normalised names
    private static Collection<String> names(@Nullable Object files) {
        return files instanceof Collection<?> names ? (Collection<String>) names : List.of();
    }

    private static void requireText(@Nullable Object value, String key) throws IOException {
        if (value != null && !(value instanceof String)) {
            throw new IOException("a stored result is corrupt: '%s' is no text".formatted(key));
        }
    }

    /** A line that an earlier runner has stored (SUP-05). */
    TestResult storedBefore(Map<String, @Nullable Object> values) throws IOException {
        TestResult result = checked(values);
        remember(values);
        return result;
    }

    /**
     * The result of a stored line.
     *
     * @throws IOException if it cannot be ours
     */
    static TestResult checked(Map<String, @Nullable Object> values) throws IOException {
        for (String key : List.of("status", "name", "note")) {
            requireText(values.getOrDefault(key, ""), key);
        }
        for (Object file : names(values.get("files"))) {
            requireText(file, "files");
        }
        return result(values);
    }

    private void remember(Map<String, @Nullable Object> values) {
        trouble |= isTrouble(values);
        if (!values.containsKey("name")) {
            nameless = true;
            status = text(values, "status").map(Status::new);
        }
    }

    /** Whether a result says {@code fail}, {@code warn} or {@code error} (BKR-03). */
    static boolean isTrouble(Map<String, @Nullable Object> values) {
        return values.get("status") instanceof String word && TROUBLE.contains(word);
    }

    private static TestResult result(Map<String, @Nullable Object> values) {
        return new TestResult(
                text(values, "status").map(Status::new),
                text(values, "name"),
                text(values, "note"),
                List.copyOf(names(values.get("files"))),
                extra(values));
    }

    private static Optional<String> text(Map<String, @Nullable Object> values, String key) {
        return Optional.ofNullable((String) values.get(key));
    }

    private static Map<String, @Nullable Object> extra(Map<String, @Nullable Object> values) {
        Map<String, @Nullable Object> extra = new LinkedHashMap<>();
        values.forEach(
                (key, value) -> {
                    if (!MEANINGFUL.contains(key)) {
                        extra.put(key, PlainValues.of(value));
                    }
                });
        return extra;
    }

    /** Whether the test itself has a stored result (FBK-01). */
    boolean nameless() {
        return nameless;
    }

    /** The status of the last of those. */
    Optional<Status> status() {
        return status;
    }

    /** Whether any stored result says {@code fail}, {@code warn} or {@code error}. */
    boolean trouble() {
        return trouble;
    }
}

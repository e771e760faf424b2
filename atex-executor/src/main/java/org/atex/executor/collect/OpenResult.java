package org.atex.executor.collect;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A partial result, to which more may come (PAR-01). */
final class OpenResult {

    private final String name;
    private final Map<String, @Nullable Object> values = new LinkedHashMap<>();
    private @Nullable Testout testout;
    private long size;

    OpenResult(String name) {
        this.name = name;
    }

    /** Merges a newer result into this one. */
    void merge(Map<String, @Nullable Object> newer) {
        size += Merge.into(values, newer);
    }

    /** A newer wish for the output replaces an older one; it takes effect at the end (PAR-05). */
    void testout(Testout newer) {
        testout = newer;
    }

    /** The subtest, empty for the test itself. */
    String name() {
        return name;
    }

    Map<String, @Nullable Object> values() {
        return values;
    }

    @Nullable Testout testout() {
        return testout;
    }

    /** Bytes of JSON, near enough for a limit (LIM-05). */
    long size() {
        return size + (testout == null ? 0 : JsonSize.of(testout.asSent()));
    }
}

package org.atex.executor.collect;

import static org.atex.executor.control.ControlException.badControl;

import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.atex.executor.control.ControlException;
import org.jspecify.annotations.Nullable;

/** The partial results that are open, in the order in which each was first opened (PAR-04). */
final class OpenResults {

    private final Map<String, OpenResult> open = new LinkedHashMap<>();
    private final long limit;
    private long size;

    /** Makes it empty, for this many bytes of JSON (LIM-05). */
    OpenResults(long limit) {
        this.limit = limit;
    }

    boolean has(String name) {
        return open.containsKey(name);
    }

    @Nullable OpenResult get(String name) {
        return open.get(name);
    }

    Collection<OpenResult> all() {
        return open.values();
    }

    /** Merges a report into the open result of its name; opens one if there is none. */
    OpenResult merge(ResultReport report) {
        return merge(report.name(), report.values(), report.testout());
    }

    OpenResult merge(String name, Map<String, @Nullable Object> newer) {
        return merge(name, newer, null);
    }

    private OpenResult merge(
            String name, Map<String, @Nullable Object> newer, @Nullable Testout testout) {
        OpenResult result = open.computeIfAbsent(name, OpenResult::new);
        size -= result.size();
        result.merge(newer);
        if (testout != null) {
            result.testout(testout);
        }
        size += result.size();
        return result;
    }

    void checkLimit() throws ControlException {
        if (size > limit) {
            throw badControl("partial results take over %d bytes".formatted(limit));
        }
    }

    void remove(OpenResult result) {
        size -= result.size();
        open.remove(result.name());
    }

    /** Removes one that is known to be open. */
    void removeNamed(String name) throws IOException {
        OpenResult result = open.get(name);
        if (result == null) {
            throw StateRecord.corrupt("no open result", name);
        }
        remove(result);
    }
}

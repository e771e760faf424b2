package org.atex.executor.collect;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.atex.executor.control.ControlException;

/** What has happened to open partial results since the last record of the state log. */
final class PartialsLog implements Durable {

    private static final String KEY = "partials";

    private final OpenResults open;
    private final boolean kept;
    private final JsonWriter writer = new JsonWriter();
    private List<Object> changes = new ArrayList<>();

    /**
     * Makes it empty.
     *
     * @param kept whether there is a state log
     */
    PartialsLog(OpenResults open, boolean kept) {
        this.open = open;
        this.kept = kept;
    }

    /** A report is about to be merged, which may change what it holds. */
    void merged(ResultReport report) {
        if (kept) {
            writer.value(report.document());
            changes.add(writer.take());
        }
    }

    /** An open result has been stored. */
    void closed(String name) {
        if (kept) {
            changes.add(name);
        }
    }

    @Override
    public void save(StateRecord record) {
        if (!changes.isEmpty()) {
            record.put(KEY, changes);
            changes = new ArrayList<>();
        }
    }

    @Override
    public void restore(StateRecord record) throws IOException {
        for (Object change : record.has(KEY) ? record.list(KEY) : List.of()) {
            if (change instanceof String name) {
                open.removeNamed(name);
            } else {
                open.merge(report(StateRecord.object(change)));
            }
        }
    }

    private static ResultReport report(Map<String, Object> document) throws IOException {
        try {
            return ResultReport.of(document);
        } catch (ControlException e) {
            throw new IOException("the state log is corrupt: " + e.getMessage(), e);
        }
    }
}

package org.atex.executor.collect;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.atex.executor.control.ControlException;
import org.atex.executor.control.IncomingResult;
import org.jspecify.annotations.Nullable;

/** Stores the data of the files of one result as it comes, one after the other (RES-07). */
final class ResultIntake implements IncomingResult {

    private final ResultReport report;
    private final Uploads uploads;
    private final Completion completion;
    private int entry;
    private boolean declared;
    private Uploads.@Nullable Claim claim;
    private long missing;

    /** What to do with a result when all of it has come. */
    @FunctionalInterface
    interface Completion {
        void complete(ResultReport report) throws ControlException, IOException;
    }

    ResultIntake(ResultReport report, Uploads uploads, Completion completion) {
        this.report = report;
        this.uploads = uploads;
        this.completion = completion;
    }

    @Override
    public boolean data(ByteBuffer bytes) throws ControlException, IOException {
        List<ResultReport.Upload> files = report.uploads();
        while (entry < files.size()) {
            if (!stored(files.get(entry), bytes)) {
                return false;
            }
            entry++;
            declared = false;
        }
        completion.complete(report);
        return true;
    }

    private boolean stored(ResultReport.Upload upload, ByteBuffer bytes)
            throws ControlException, IOException {
        declare(upload);
        if (upload.length() == 0) {
            uploads.touch(upload);
            return true;
        }
        return bytes.hasRemaining() && claimed(upload) && append(bytes);
    }

    private void declare(ResultReport.Upload upload) throws ControlException {
        if (!declared) {
            uploads.declare(upload);
            declared = true;
            missing = upload.length();
        }
    }

    private boolean claimed(ResultReport.Upload upload) throws ControlException, IOException {
        if (claim == null) {
            claim = uploads.claim(upload);
        }
        return claim != null;
    }

    private boolean append(ByteBuffer bytes) throws IOException {
        Uploads.Claim mine = Objects.requireNonNull(claim);
        int size = (int) Math.min(bytes.remaining(), missing);
        uploads.append(mine, bytes, size);
        missing -= size;
        if (missing > 0) {
            return false;
        }
        claim = null;
        uploads.done(mine);
        return true;
    }

    @Override
    public void drop() {
        Uploads.Claim unfinished = claim;
        claim = null;
        if (unfinished != null) {
            uploads.undo(unfinished);
        }
    }

    ResultReport report() {
        return report;
    }

    /** Where in its data it is, for {@link #resume}. */
    List<Object> place() {
        return List.of(entry, declared, missing, claim != null);
    }

    /** Goes on with a result where another intake was (SUP-05). */
    void resume(List<?> place) throws IOException {
        entry = StateRecord.smallCount(place.get(0));
        declared = StateRecord.flag(place.get(1));
        missing = StateRecord.count(place.get(2));
        boolean claimed = StateRecord.flag(place.get(3));
        if (entry >= report.uploads().size() || missing > report.uploads().get(entry).length()) {
            throw StateRecord.corrupt("no place in a result", place);
        }
        if (claimed) {
            claim = uploads.resume(report.uploads().get(entry));
        }
    }
}

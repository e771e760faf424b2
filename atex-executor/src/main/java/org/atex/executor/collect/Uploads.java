package org.atex.executor.collect;

import static org.atex.executor.control.ControlException.badControl;
import static org.atex.executor.control.ControlException.badReport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.atex.executor.control.ControlException;
import org.jspecify.annotations.Nullable;

/** The uploads of all streams of a test: who may store to which path, and how much. */
final class Uploads {

    private final FileTree tree;
    private final OutputFile output;
    private final UploadState state;
    private final long limit;

    /** The paths that data goes to right now. */
    private final Map<String, Claim> claims = new HashMap<>();

    private final List<Claim> undone = new ArrayList<>();

    Uploads(FileTree tree, OutputFile output, UploadState state, long limit) {
        this.tree = tree;
        this.output = output;
        this.state = state;
        this.limit = limit;
    }

    /** A file to which one stream alone stores at the moment (CTL-16). */
    static final class Claim {
        private final String path;
        private final GrowingFile file;
        private final long start;

        /** Whether what was stored may be removed with the file. */
        private boolean mine;

        private Claim(String path, GrowingFile file, long start, boolean mine) {
            this.path = path;
            this.file = file;
            this.start = start;
            this.mine = mine;
        }
    }

    /** Counts a file that is about to come (LIM-04). */
    void declare(ResultReport.Upload upload) throws ControlException {
        if (upload.length() > limit - state.declared()) {
            throw badControl(
                    "file '%s' of %d bytes passes the limit of %d bytes for all uploads"
                            .formatted(upload.asSent(), upload.length(), limit));
        }
        state.declare(upload.length());
    }

    /** Makes sure that there is a file, without data for it (RES-06). */
    void touch(ResultReport.Upload upload) throws ControlException, IOException {
        Claim claim = claims.get(upload.path());
        if (claim == null) {
            open(upload).file.close();
        } else if (claim.mine) {
            claim.mine = false;
            state.begun(claim.path, claim.start, false);
        }
    }

    /** Opens the file for one stream; null if another one stores to it. */
    @Nullable Claim claim(ResultReport.Upload upload) throws ControlException, IOException {
        if (claims.containsKey(upload.path())) {
            return null;
        }
        Claim claim = open(upload);
        claims.put(upload.path(), claim);
        state.begun(claim.path, claim.start, claim.mine);
        return claim;
    }

    private Claim open(ResultReport.Upload upload) throws ControlException, IOException {
        String path = upload.path();
        GrowingFile created = tree.create(path);
        if (created != null) {
            state.grown(path, 0);
            return new Claim(path, created, 0, true);
        }
        GrowingFile existing = existing(upload);
        return new Claim(path, existing, existing.length(), false);
    }

    private GrowingFile existing(ResultReport.Upload upload) throws ControlException, IOException {
        BasicFileAttributes found = tree.find(upload.path());
        if (found == null) {
            throw new IOException("'%s' is gone".formatted(upload.path()));
        }
        if (output.hasTaken(upload.path(), found)) {
            throw OutputFile.exists(upload.asSent());
        }
        if (!found.isRegularFile()) {
            throw badReport(
                    "a file is needed at '%s', where there is none".formatted(upload.path()));
        }
        return tree.append(upload.path());
    }

    /** Goes on with a claim that the state log knows. */
    Claim resume(ResultReport.Upload upload) throws IOException {
        UploadState.Begun begun = state.begun(upload.path());
        if (claims.containsKey(begun.path())) {
            throw StateRecord.corrupt("no path of its own", begun.path());
        }
        GrowingFile file = tree.append(begun.path());
        Claim claim = new Claim(begun.path(), file, begun.start(), begun.mine());
        claims.put(claim.path, claim);
        return claim;
    }

    /** Stores data. */
    void append(Claim claim, ByteBuffer bytes, int count) throws IOException {
        claim.file.append(bytes, count);
        state.grown(claim.path, claim.file.length());
    }

    /** All data is there. */
    void done(Claim claim) throws IOException {
        claims.remove(claim.path);
        state.done(claim.path);
        claim.file.close();
    }

    /** What was stored will be cut off again: by {@link #cutUndone}, before anything else. */
    void undo(Claim claim) {
        claims.remove(claim.path);
        state.done(claim.path);
        if (claim.mine) {
            state.removed(claim.path);
        } else {
            state.grown(claim.path, claim.start);
        }
        undone.add(claim);
    }

    boolean anyUndone() {
        return !undone.isEmpty();
    }

    /** Cuts off what is to be undone (CTL-12); the state log has to know it as undone before. */
    void cutUndone() throws IOException {
        Closing closing = new Closing();
        undone.forEach(claim -> closing.attempt(() -> cutOff(claim)));
        undone.clear();
        closing.throwFailure();
    }

    private void cutOff(Claim claim) throws IOException {
        try (GrowingFile file = claim.file) {
            file.cutTo(claim.start);
        }
        if (claim.mine) {
            tree.delete(claim.path);
        }
    }

    /** Gives back what is open; all stays as it is. */
    void leave() throws IOException {
        Closing closing = new Closing();
        claims.values().forEach(claim -> closing.attempt(claim.file::close));
        undone.forEach(claim -> closing.attempt(claim.file::close));
        closing.throwFailure();
    }
}

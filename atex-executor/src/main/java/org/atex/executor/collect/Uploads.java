package org.atex.executor.collect;

import static org.atex.executor.control.ControlException.badControl;
import static org.atex.executor.control.ControlException.badReport;

import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import org.atex.executor.control.ControlException;
import org.jspecify.annotations.Nullable;

/** The uploads of all streams of a test: who may store to which path, and how much. */
final class Uploads {

    private final FileTree tree;
    private final OutputFile output;
    private final long limit;
    private long declared;

    /** The paths that data goes to right now; whether what was stored may be removed again. */
    private final Map<String, Claim> claims = new HashMap<>();

    Uploads(FileTree tree, OutputFile output, long limit) {
        this.tree = tree;
        this.output = output;
        this.limit = limit;
    }

    /** A file to which one stream alone stores at the moment (CTL-16). */
    static final class Claim {
        private final String path;
        private final GrowingFile file;
        private final long start;
        private boolean mine;

        private Claim(String path, GrowingFile file, boolean mine) {
            this.path = path;
            this.file = file;
            this.start = file.length();
            this.mine = mine;
        }

        GrowingFile file() {
            return file;
        }
    }

    /** Counts a file that is about to come (LIM-04). */
    void declare(ResultReport.Upload upload) throws ControlException {
        if (upload.length() > limit - declared) {
            throw badControl(
                    "file '%s' of %d bytes passes the limit of %d bytes for all uploads"
                            .formatted(upload.asSent(), upload.length(), limit));
        }
        declared += upload.length();
    }

    /** Makes sure that there is a file, without data for it (RES-06). */
    void touch(ResultReport.Upload upload) throws ControlException, IOException {
        Claim claim = claims.get(upload.path());
        if (claim == null) {
            open(upload).file.close();
        } else {
            claim.mine = false;
        }
    }

    /** Opens the file for one stream; null if another one stores to it. */
    @Nullable Claim claim(ResultReport.Upload upload) throws ControlException, IOException {
        if (claims.containsKey(upload.path())) {
            return null;
        }
        Claim claim = open(upload);
        claims.put(upload.path(), claim);
        return claim;
    }

    private Claim open(ResultReport.Upload upload) throws ControlException, IOException {
        GrowingFile created = tree.create(upload.path());
        return created != null
                ? new Claim(upload.path(), created, true)
                : new Claim(upload.path(), existing(upload), false);
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

    /** All data is there. */
    void done(Claim claim) throws IOException {
        claims.remove(claim.path);
        claim.file.close();
    }

    /** Cuts off again what was stored (CTL-12). */
    void undo(Claim claim) throws IOException {
        claims.remove(claim.path);
        try (GrowingFile file = claim.file) {
            file.cutTo(claim.start);
        }
        if (claim.mine) {
            tree.delete(claim.path);
        }
    }
}

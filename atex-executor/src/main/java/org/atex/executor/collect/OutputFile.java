package org.atex.executor.collect;

import static org.atex.executor.control.ControlException.badReport;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.atex.executor.control.ControlException;
import org.jspecify.annotations.Nullable;

/**
 * The output of a test in one growing file, to which each {@code testout} is a hard link (OUT-02).
 * Where links do not work, the file is copied at the end.
 */
final class OutputFile implements Closeable {

    private static final int COPY_BUFFER = 64 * 1024;

    private final ArtifactsDirectory directory;
    private final FileTree tree;
    private final GrowingFile file;
    private final @Nullable Object key;
    private final boolean links;
    private final Set<String> copies = new LinkedHashSet<>();

    /**
     * Creates the growing file.
     *
     * @param links whether to try hard links
     */
    OutputFile(ArtifactsDirectory directory, FileTree tree, boolean links) throws IOException {
        this.directory = directory;
        this.tree = tree;
        this.file = directory.create(ArtifactsDirectory.OUTPUT);
        this.key = keyOf(directory.attributes(ArtifactsDirectory.OUTPUT));
        this.links = links && key != null;
    }

    private static @Nullable Object keyOf(@Nullable BasicFileAttributes attributes) {
        return attributes == null ? null : attributes.fileKey();
    }

    void write(ByteBuffer bytes) throws IOException {
        file.append(bytes);
    }

    /**
     * Has the output appear at a path (OUT-01).
     *
     * @throws ControlException if something is there already (OUT-04)
     */
    void appearAs(Testout testout) throws ControlException, IOException {
        String path = testout.path();
        if (tree.find(path) != null) {
            throw exists(testout.asSent());
        }
        if (!links || !linked(path)) {
            Objects.requireNonNull(tree.create(path)).close();
            copies.add(path);
        }
    }

    static ControlException exists(String asSent) {
        return badReport("file '%s' already exists".formatted(asSent));
    }

    private boolean linked(String path) throws ControlException, IOException {
        Path link = directory.path(ArtifactsDirectory.LINK);
        try {
            Files.createLink(link, directory.path(ArtifactsDirectory.OUTPUT));
        } catch (IOException | UnsupportedOperationException e) {
            return false; // no links here, or too many of them
        }
        if (!isOutput(directory.attributes(ArtifactsDirectory.LINK))) {
            throw new IOException(link + " was exchanged by somebody");
        }
        tree.moveHere(link.getFileName(), path);
        return true;
    }

    /** Whether a path, with what is there, was taken by the output (OUT-04). */
    boolean hasTaken(String path, BasicFileAttributes found) {
        return isOutput(found) || copies.contains(path);
    }

    private boolean isOutput(@Nullable BasicFileAttributes found) {
        return key != null && key.equals(keyOf(found));
    }

    /** Completes the copies, which only now can be complete. */
    void complete() throws IOException {
        for (String path : copies) {
            try (GrowingFile copy = tree.append(path)) {
                copyTo(copy);
            }
        }
        copies.clear();
    }

    private void copyTo(GrowingFile copy) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(COPY_BUFFER);
        while (copy.length() < file.length()) {
            buffer.clear();
            file.read(buffer, copy.length());
            if (buffer.flip().remaining() == 0) {
                throw new IOException("the output was cut by somebody");
            }
            copy.append(buffer);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

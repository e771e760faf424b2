package org.atex.executor.collect;

import static org.atex.executor.control.ControlException.badReport;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.atex.executor.control.ControlException;
import org.jspecify.annotations.Nullable;

/**
 * The output of a test in one growing file, to which each {@code testout} is a hard link (OUT-02).
 * Where links do not work, the file is copied at the end.
 */
final class OutputFile implements Durable, Closeable {

    private static final int COPY_BUFFER = 64 * 1024;

    private static final String LENGTH = "outputFile";
    private static final String TESTOUTS = "testouts";

    private final ArtifactsDirectory directory;
    private final FileTree tree;
    private final GrowingFile file;
    private final @Nullable Object key;
    private final boolean links;
    private final Set<String> copies = new LinkedHashSet<>();

    /** The paths of links that the state log knows, until all is as it says. */
    private final Set<String> knownLinks = new HashSet<>();

    /** By path, whether it is a link; those that are not in the state log yet. */
    private Map<String, Object> testouts = new LinkedHashMap<>();

    private long saved;

    /**
     * Takes over the growing file.
     *
     * @param links whether to try hard links
     */
    OutputFile(ArtifactsDirectory directory, FileTree tree, GrowingFile file, boolean links)
            throws IOException {
        this.directory = directory;
        this.tree = tree;
        this.file = file;
        this.key = keyOf(directory.attributes(ArtifactsDirectory.OUTPUT));
        this.links = links && key != null;
    }

    private static @Nullable Object keyOf(@Nullable BasicFileAttributes attributes) {
        return attributes == null ? null : attributes.fileKey();
    }

    void write(ByteBuffer bytes, int count) throws IOException {
        file.append(bytes, count);
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
        boolean link = links && linked(path);
        if (!link) {
            Objects.requireNonNull(tree.create(path)).close();
            copies.add(path);
        }
        testouts.put(path, link);
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
        if (!is(directory.attributes(ArtifactsDirectory.LINK))) {
            throw new IOException(link + " was exchanged by somebody");
        }
        tree.moveHere(link.getFileName(), path);
        return true;
    }

    /** Whether a path, with what is there, was taken by the output (OUT-04). */
    boolean hasTaken(String path, BasicFileAttributes found) {
        return is(found) || copies.contains(path);
    }

    /** Whether this is the growing file under any of its names. */
    boolean is(@Nullable BasicFileAttributes found) {
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
    public void save(StateRecord record) {
        if (file.length() != saved) {
            saved = file.length();
            record.put(LENGTH, saved);
        }
        if (!testouts.isEmpty()) {
            record.put(TESTOUTS, testouts);
            testouts = new LinkedHashMap<>();
        }
    }

    @Override
    public void restore(StateRecord record) throws IOException {
        if (record.has(LENGTH)) {
            saved = record.count(LENGTH);
        }
        for (Map.Entry<String, ?> each : record.object(TESTOUTS).entrySet()) {
            String path = UploadState.path(each.getKey());
            if (StateRecord.flag(each.getValue())) {
                knownLinks.add(path);
            } else {
                copies.add(path);
            }
        }
    }

    /** Cuts off what the state log does not know (SUP-05). */
    void resume() throws IOException {
        file.cutBackTo(saved);
    }

    /** Whether the output was made to appear at a path, and what is there is it. */
    boolean knows(String path, BasicFileAttributes found) {
        return is(found)
                ? knownLinks.contains(path)
                : copies.contains(path) && found.isRegularFile();
    }

    /** All paths at which the output was made to appear. */
    Set<String> known() {
        Set<String> known = new HashSet<>(knownLinks);
        known.addAll(copies);
        return known;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

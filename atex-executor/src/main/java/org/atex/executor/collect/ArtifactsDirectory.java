package org.atex.executor.collect;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.atex.core.InvalidArgumentException;
import org.jspecify.annotations.Nullable;

/** The artifacts directory itself: what it holds, and the helper files in it (section 8). */
final class ArtifactsDirectory implements Closeable {

    static final String RESULTS = "results";
    static final String FILES = "files";

    /** What a killed runner needs to go on; gone after the run (SUP-05). */
    static final String STATE = ".atex-state";

    /** How to find the test on its system; written by others, gone after the run (SUP-07). */
    static final String ATTACH = "attach";

    /** The growing output; gone after the run. */
    static final String OUTPUT = ".atex-output";

    /** A link to it, until it is moved to its place. */
    static final String LINK = ".atex-link";

    /** A new directory, until it is moved to its place. */
    static final String FOLDER = ".atex-folder";

    private final Path path;
    private final Folder folder;

    private ArtifactsDirectory(Path path, Folder folder) {
        this.path = path;
        this.folder = folder;
    }

    /** Opens one that holds no artifacts yet; else it is left alone (ART-02). */
    static ArtifactsDirectory open(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            throw new InvalidArgumentException("%s is no directory".formatted(path));
        }
        Folder folder = Folder.open(path);
        ArtifactsDirectory directory = new ArtifactsDirectory(path, folder);
        try {
            List<String> names = folder.names();
            directory.refuse(RESULTS, names);
            directory.refuse(FILES, names);
            if (!names.isEmpty()) {
                directory.removeHelpers();
            }
            return directory;
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** Opens one whose run is to go on. */
    static ArtifactsDirectory reopen(Path path) throws IOException {
        return new ArtifactsDirectory(path, Folder.open(path));
    }

    private void refuse(String name, List<String> names) {
        if (names.contains(name)) {
            throw new InvalidArgumentException(
                    "%s exists, expected an artifacts directory without it"
                            .formatted(path.resolve(name)));
        }
    }

    GrowingFile create(String name) throws IOException {
        Path file = name(name);
        return new GrowingFile(
                path(name).toString(), folder.create(file), 0, () -> folder.edit(file));
    }

    /** Opens a file that exists. */
    GrowingFile edit(String name) throws IOException {
        Path file = name(name);
        return GrowingFile.existing(path(name).toString(), () -> folder.edit(file));
    }

    FileTree openTree() throws IOException {
        return new FileTree(path, folder, folder.folder(name(FILES)), name(FOLDER));
    }

    FileTree createTree() throws IOException {
        Files.createDirectory(path(FILES));
        return openTree();
    }

    @Nullable BasicFileAttributes attributes(String name) throws IOException {
        return folder.attributes(name(name));
    }

    Path path(String name) {
        return path.resolve(name);
    }

    private Path name(String name) {
        return path.getFileSystem().getPath(name);
    }

    /** Leaves nothing but artifacts (ART-01). Without the log the run has ended. */
    void removeHelpers() throws IOException {
        removeFile(STATE);
        removeFile(ATTACH);
        removeFile(OUTPUT);
        removeUnfinished();
    }

    /** Removes what was not moved to its place yet. */
    void removeUnfinished() throws IOException {
        removeFile(LINK);
        try {
            folder.deleteFolder(name(FOLDER));
        } catch (NoSuchFileException e) {
            // there seldom is one
        }
    }

    /** Takes back what was created in vain. */
    void removeArtifacts() throws IOException {
        removeHelpers();
        removeFile(RESULTS);
        try {
            folder.deleteFolder(name(FILES));
        } catch (NoSuchFileException e) {
            // not made yet
        }
    }

    private void removeFile(String name) throws IOException {
        try {
            folder.deleteFile(name(name));
        } catch (NoSuchFileException e) {
            // as it should be
        }
    }

    @Override
    public void close() throws IOException {
        folder.close();
    }
}

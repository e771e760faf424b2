package org.atex.executor.collect;

import static org.atex.executor.control.ControlException.badReport;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.atex.executor.control.ControlException;
import org.jspecify.annotations.Nullable;

/**
 * The tree {@code files} of an artifacts directory. Directories are made as they are needed, and
 * the last ones used are kept open. Paths are normalised ones.
 */
final class FileTree implements Closeable {

    /** Each takes two descriptors, and there may be hundreds of tests at once. */
    private static final int KEPT_OPEN = 6;

    private final Path artifacts;
    private final Folder root;
    private final Folder files;
    private final Path newFolder;
    private final Map<String, Folder> open = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * Opens the tree.
     *
     * @param artifacts path of the artifacts directory
     * @param root the same, open; stays the caller's
     * @param files the directory of this tree, open
     * @param newFolder a name in the artifacts directory that is free for use
     */
    FileTree(Path artifacts, Folder root, Folder files, Path newFolder) {
        this.artifacts = artifacts;
        this.root = root;
        this.files = files;
        this.newFolder = newFolder;
    }

    /** Where a path leads, once its directories are there. */
    private record Place(Folder folder, Path name) {}

    private Place place(String path) throws ControlException, IOException {
        int slash = path.lastIndexOf('/');
        Folder folder = slash < 0 ? files : folder(path.substring(0, slash));
        return new Place(folder, name(path.substring(slash + 1)));
    }

    /**
     * Creates a file, and the directories above it.
     *
     * @return the file, or null if anything is there already
     * @throws ControlException if a file is where a directory is needed (PATH-07)
     */
    @Nullable GrowingFile create(String path) throws ControlException, IOException {
        Place place = place(path);
        try {
            FileChannel channel = place.folder.create(place.name);
            return new GrowingFile(whole(path), channel, 0, () -> reopen(path));
        } catch (FileAlreadyExistsException e) {
            return null;
        }
    }

    /** Opens a file that {@link #find} has found to be one. */
    GrowingFile append(String path) throws IOException {
        return GrowingFile.existing(whole(path), () -> reopen(path));
    }

    /** For people; not every name that a test may give can be that of a file. */
    private String whole(String path) {
        return artifacts + "/" + ArtifactsDirectory.FILES + "/" + path;
    }

    private FileChannel reopen(String path) throws IOException {
        try {
            Place place = place(path);
            return place.folder.edit(place.name);
        } catch (ControlException e) {
            throw gone(path, e);
        }
    }

    /**
     * What is at a path, if anything.
     *
     * @throws ControlException if a file is where a directory is needed (PATH-07)
     */
    @Nullable BasicFileAttributes find(String path) throws ControlException, IOException {
        int slash = path.lastIndexOf('/');
        Folder folder = slash < 0 ? files : walkTo(path.substring(0, slash), false);
        return folder == null ? null : folder.attributes(name(path.substring(slash + 1)));
    }

    /** Moves something in the artifacts directory to a path where nothing is. */
    void moveHere(Path name, String path) throws ControlException, IOException {
        Place place = place(path);
        root.move(name, place.folder, place.name);
    }

    /**
     * The names in a directory.
     *
     * @param path of the directory, empty for the whole tree's
     */
    List<String> names(String path) throws IOException {
        try (Folder folder = path.isEmpty() ? files.again() : folder(path).again()) {
            return folder.names();
        } catch (ControlException e) {
            throw gone(path, e);
        }
    }

    /** Removes directories with nothing in them. */
    void deleteFolder(String path) throws IOException {
        try {
            Folder deleted = open.remove(path);
            if (deleted != null) {
                deleted.close();
            }
            Place place = place(path);
            place.folder.deleteFolder(place.name);
        } catch (ControlException e) {
            throw gone(path, e);
        }
    }

    private void forgetFolders() throws IOException {
        for (Folder folder : open.values()) {
            folder.close();
        }
        open.clear();
    }

    void delete(String path) throws IOException {
        try {
            Place place = place(path);
            place.folder.deleteFile(place.name);
        } catch (ControlException e) {
            throw gone(path, e);
        }
    }

    /** Somebody else has been at the files of a run. */
    static IOException gone(String path, @Nullable Exception cause) {
        return new IOException("'%s' is gone".formatted(path), cause);
    }

    private Folder folder(String path) throws ControlException, IOException {
        return Objects.requireNonNull(walkTo(path, true));
    }

    /** Not recursive: a path may have thousands of components. Null if one is missing. */
    private @Nullable Folder walkTo(String path, boolean make)
            throws ControlException, IOException {
        Folder folder = open.get(path);
        if (folder != null) {
            return folder;
        }
        int start = endOfOpen(path);
        folder = start == 0 ? files : open.get(path.substring(0, start - 1));
        while (folder != null && start < path.length()) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            String name = path.substring(start, end);
            folder =
                    make && end == path.length()
                            ? leaf(folder, path, name)
                            : child(folder, path.substring(0, end), name, make);
            start = end + 1;
        }
        return folder;
    }

    /** Behind the slash after the longest part of the path that is open, or 0. */
    private int endOfOpen(String path) {
        int slash = path.lastIndexOf('/');
        while (slash > 0 && !open.containsKey(path.substring(0, slash))) {
            slash = path.lastIndexOf('/', slash - 1);
        }
        return slash + 1;
    }

    private @Nullable Folder child(Folder parent, String path, String name, boolean make)
            throws ControlException, IOException {
        if (!exists(parent, name(name), path)) {
            if (!make) {
                return null;
            }
            makeFolder(parent, name(name), path);
        }
        return keep(path, parent.folder(name(name)));
    }

    /** Most often that of a result, and new: so it is not asked first whether it is there. */
    private Folder leaf(Folder parent, String path, String name)
            throws ControlException, IOException {
        makeFolder(parent, name(name), path);
        return keep(path, parent.folder(name(name)));
    }

    private Folder keep(String path, Folder folder) throws IOException {
        open.put(path, folder);
        closeEldest();
        return folder;
    }

    private static boolean exists(Folder parent, Path name, String path)
            throws ControlException, IOException {
        BasicFileAttributes found = parent.attributes(name);
        if (found != null && !found.isDirectory()) {
            throw badReport("a directory is needed at '%s', where a file is".formatted(path));
        }
        return found != null;
    }

    private void closeEldest() throws IOException {
        if (open.size() > KEPT_OPEN) {
            Iterator<Folder> eldest = open.values().iterator();
            eldest.next().close();
            eldest.remove();
        }
    }

    /** Makes a directory unless it is there. */
    private void makeFolder(Folder parent, Path name, String path)
            throws ControlException, IOException {
        createFolder();
        try {
            root.move(newFolder, parent, name);
        } catch (FileSystemException e) {
            root.deleteFolder(newFolder);
            if (!exists(parent, name, path)) {
                throw e;
            }
        }
    }

    /** Java cannot make a directory relative to a handle, but it can move one. */
    private void createFolder() throws IOException {
        Path made = artifacts.resolve(newFolder);
        try {
            Files.createDirectory(made);
        } catch (FileAlreadyExistsException e) {
            // left by a creation that failed half-way
            requireFolder(made);
        }
    }

    private void requireFolder(Path made) throws IOException {
        BasicFileAttributes found = root.attributes(newFolder);
        if (found == null || !found.isDirectory()) {
            throw new FileAlreadyExistsException(made.toString());
        }
    }

    private Path name(String component) {
        return FileNames.of(artifacts.getFileSystem(), component);
    }

    @Override
    public void close() throws IOException {
        forgetFolders();
        files.close();
    }
}

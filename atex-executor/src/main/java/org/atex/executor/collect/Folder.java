package org.atex.executor.collect;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An open directory. Everything is done relative to it and without following symbolic links, so
 * that nobody can lead us elsewhere by exchanging directories on the way (PATH-08).
 */
final class Folder implements Closeable {

    private static final Set<OpenOption> NEW = Set.of(CREATE_NEW, READ, WRITE, NOFOLLOW_LINKS);
    private static final Set<OpenOption> EXISTING = Set.of(READ, WRITE, NOFOLLOW_LINKS);

    private final SecureDirectoryStream<Path> handle;

    private Folder(SecureDirectoryStream<Path> handle) {
        this.handle = handle;
    }

    /** Opens a directory by its path, which is the caller's own. */
    @SuppressWarnings("StreamResourceLeak") // it stays open as the handle
    static Folder open(Path directory) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(directory);
        if (stream instanceof SecureDirectoryStream<Path> handle) {
            return new Folder(handle);
        }
        stream.close();
        throw new FileSystemException(
                directory.toString(), null, "its file system has no handles for directories");
    }

    /** Opens a directory in this one. */
    Folder folder(Path name) throws IOException {
        return new Folder(handle.newDirectoryStream(name, NOFOLLOW_LINKS));
    }

    /** Opens this directory once more. */
    Folder again() throws IOException {
        return folder(Path.of("."));
    }

    /** What is in it; once only. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        for (Path each : handle) {
            names.add(FileNames.text(each));
        }
        return names;
    }

    /**
     * Creates a file and opens it for writing.
     *
     * @throws java.nio.file.FileAlreadyExistsException if anything has that name
     */
    FileChannel create(Path name) throws IOException {
        return channel(name, NEW);
    }

    /** Opens a file for reading and writing. */
    FileChannel edit(Path name) throws IOException {
        return channel(name, EXISTING);
    }

    private FileChannel channel(Path name, Set<OpenOption> options) throws IOException {
        return (FileChannel) handle.newByteChannel(name, options);
    }

    /** What has that name in this directory, if anything; a link is not followed. */
    @Nullable BasicFileAttributes attributes(Path name) throws IOException {
        try {
            return handle.getFileAttributeView(name, BasicFileAttributeView.class, NOFOLLOW_LINKS)
                    .readAttributes();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Gives something in this directory a name in another one. */
    void move(Path name, Folder target, Path newName) throws IOException {
        handle.move(name, target.handle, newName);
    }

    void deleteFile(Path name) throws IOException {
        handle.deleteFile(name);
    }

    void deleteFolder(Path name) throws IOException {
        handle.deleteDirectory(name);
    }

    @Override
    public void close() throws IOException {
        handle.close();
    }
}

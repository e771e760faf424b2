package org.atex.report.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import org.atex.core.result.SinkException;
import org.jspecify.annotations.Nullable;

/** Whole directory trees. Symbolic links in them are never followed. */
final class Trees {

    /** With the zero byte that ends it, as the system takes it. */
    private static final int LONGEST_PATH = 4096;

    private static final int SHOWN = 200;

    private Trees() {}

    /**
     * Whether the system takes a path as a whole. Executors can store files at longer ones, which
     * can only be moved with a directory above them.
     */
    static boolean isInReach(Path path) {
        return path.toString().getBytes(UTF_8).length < LONGEST_PATH;
    }

    /**
     * Makes sure that a path is in reach.
     *
     * @throws SinkException of kind {@code bad_results} if not: it is a matter of one attempt
     */
    static void requireInReach(Path path) {
        if (!isInReach(path)) {
            throw new SinkException(
                    SinkException.Kind.BAD_RESULTS,
                    "the path of an uploaded file is too long to be stored: %s..."
                            .formatted(path.toString().substring(0, SHOWN)));
        }
    }

    /** Whether anything but directories is there, or something that is out of reach. */
    static boolean holdsFile(Path root) throws IOException {
        boolean[] found = new boolean[1];
        Files.walkFileTree(
                root,
                new Finder() {
                    @Override
                    FileVisitResult found(Path file) {
                        found[0] = true;
                        return FileVisitResult.TERMINATE;
                    }
                });
        return found[0];
    }

    /** The directories of a tree for which {@link #holdsFile} is true. */
    static Set<Path> withFiles(Path root) throws IOException {
        Set<Path> directories = new HashSet<>();
        Files.walkFileTree(
                root,
                new Finder() {
                    @Override
                    FileVisitResult found(Path file) {
                        Path above = file.getParent();
                        while (above != null && directories.add(above) && !above.equals(root)) {
                            above = above.getParent();
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return directories;
    }

    /** Hears of all that is no directory, or out of reach. */
    private abstract static class Finder extends SimpleFileVisitor<Path> {

        abstract FileVisitResult found(Path file);

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            return found(file);
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (isInReach(file)) {
                throw failure;
            }
            return found(file);
        }
    }

    /**
     * Copies a tree to a place where nothing is.
     *
     * @throws SinkException of kind {@code bad_results} if something in it is out of reach
     */
    static void copy(Path source, Path target) throws IOException {
        Files.walkFileTree(
                source,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path directory, BasicFileAttributes attributes) throws IOException {
                        Files.createDirectory(copyOf(directory));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        if (attributes.isOther()) {
                            throw new IOException(file + " is no plain file, it cannot be copied");
                        }
                        Files.copy(
                                file,
                                copyOf(file),
                                NOFOLLOW_LINKS,
                                StandardCopyOption.COPY_ATTRIBUTES);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException failure)
                            throws IOException {
                        requireInReach(file);
                        throw failure;
                    }

                    private Path copyOf(Path path) {
                        Path copy = target.resolve(source.relativize(path));
                        requireInReach(copy);
                        return copy;
                    }
                });
    }

    /** Removes a tree, or nothing if nothing is there. */
    static void delete(Path root) throws IOException {
        if (!Files.exists(root, NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path directory, @Nullable IOException failure) throws IOException {
                        if (failure != null) {
                            throw failure;
                        }
                        Files.delete(directory);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}

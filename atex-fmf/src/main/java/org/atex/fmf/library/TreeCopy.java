package org.atex.fmf.library;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies a directory: links as links, modes and times kept, without {@code .git}. What is there
 * already stays. Directories become writable for their owner.
 */
final class TreeCopy extends SimpleFileVisitor<Path> {

    private static final Logger log = LoggerFactory.getLogger(TreeCopy.class);

    private final Path from;
    private final Path to;
    private final Path except;

    private TreeCopy(Path from, Path to, Path except) {
        this.from = from;
        this.to = to;
        this.except = except;
    }

    /**
     * Copies what is in the directory.
     *
     * @param except a directory that is left out, should it be in there
     */
    static void copy(Path from, Path to, Path except) throws IOException {
        Path real = from.toRealPath();
        Files.walkFileTree(real, new TreeCopy(real, to, except));
    }

    private Path copyOf(Path original) {
        return to.resolve(from.relativize(original));
    }

    private boolean isUnwanted(Path path) {
        return !path.equals(from) && (path.endsWith(".git") || path.equals(except));
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes how)
            throws IOException {
        if (isUnwanted(directory)) {
            return FileVisitResult.SKIP_SUBTREE;
        }
        Files.createDirectories(copyOf(directory));
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException trouble)
            throws IOException {
        if (trouble != null) {
            throw trouble;
        }
        Path copy = copyOf(directory);
        Set<PosixFilePermission> mode = new HashSet<>(Files.getPosixFilePermissions(directory));
        mode.add(PosixFilePermission.OWNER_WRITE);
        Files.setPosixFilePermissions(copy, mode);
        Files.setLastModifiedTime(copy, Files.getLastModifiedTime(directory));
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes how) throws IOException {
        Path copy = copyOf(file);
        if (isUnwanted(file) || Files.exists(copy, LinkOption.NOFOLLOW_LINKS)) {
            return FileVisitResult.CONTINUE;
        }
        if (how.isSymbolicLink()) {
            Files.createSymbolicLink(copy, Files.readSymbolicLink(file));
        } else if (how.isRegularFile()) {
            Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        } else {
            log.warn("{} is no file, directory or link: not copied", file);
        }
        return FileVisitResult.CONTINUE;
    }
}

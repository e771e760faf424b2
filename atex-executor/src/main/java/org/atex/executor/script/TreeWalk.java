package org.atex.executor.script;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Goes through a tests tree, in an order that depends on names only. {@code .git} is left out
 * (RUN-01).
 */
final class TreeWalk {

    private final Class<? extends BasicFileAttributes> attributes;
    private final Visitor visitor;

    private TreeWalk(Path root, Visitor visitor) {
        boolean posix = root.getFileSystem().supportedFileAttributeViews().contains("posix");
        this.attributes = posix ? PosixFileAttributes.class : BasicFileAttributes.class;
        this.visitor = visitor;
    }

    /** Is shown the root of the tree first, and each directory before what is in it. */
    interface Visitor {
        void visit(Entry entry) throws IOException;
    }

    /**
     * A file, directory, link or something else.
     *
     * @param name relative to the root, with slashes; empty for the root
     * @param how its own, if it is a link
     */
    record Entry(Path path, String name, BasicFileAttributes how) {

        int mode() {
            if (how.isSymbolicLink()) {
                return 0777;
            }
            if (!(how instanceof PosixFileAttributes posix)) {
                return how.isDirectory() || Files.isExecutable(path) ? 0755 : 0644;
            }
            int mode = 0;
            Set<PosixFilePermission> permissions = posix.permissions();
            for (PosixFilePermission permission : PosixFilePermission.values()) {
                mode = mode << 1 | (permissions.contains(permission) ? 1 : 0);
            }
            return mode;
        }
    }

    /**
     * Shows all of a tree.
     *
     * @throws IOException if it cannot be read, or the visitor does not like it
     */
    static void through(Path tree, Visitor visitor) throws IOException {
        Path real = tree.toRealPath();
        new TreeWalk(real, visitor).show(real, "");
    }

    private void show(Path path, String name) throws IOException {
        BasicFileAttributes how = Files.readAttributes(path, attributes, LinkOption.NOFOLLOW_LINKS);
        visitor.visit(new Entry(path, name, how));
        if (how.isDirectory()) {
            String before = name.isEmpty() ? "" : name + "/";
            for (Path child : children(path)) {
                show(child, before + child.getFileName());
            }
        }
    }

    private static List<Path> children(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.filter(child -> !child.endsWith(".git")).sorted().toList();
        }
    }
}

package org.atex.executor.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/** Tells two states of a tests tree apart without reading its files (RUN-16). For one thread. */
final class TreeState {

    private final MessageDigest digest = Digests.sha256();

    /**
     * Begins with where the tree is.
     *
     * @throws IOException if it is nowhere
     */
    TreeState(Optional<Path> tree) throws IOException {
        if (tree.isPresent()) {
            add(tree.get().toRealPath().toString());
        }
    }

    /** Looks at a whole tree; see {@link #text}. */
    static String of(Optional<Path> tree) throws IOException {
        TreeState state = new TreeState(tree);
        if (tree.isPresent()) {
            TreeWalk.through(tree.get(), state::add);
        }
        return state.text();
    }

    /** Adds what a walk shows, in its order. */
    void add(TreeWalk.Entry entry) throws IOException {
        add(line(entry));
    }

    /** Other text for other names, kinds, sizes, modes, times or link targets; asked once. */
    String text() {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String line(TreeWalk.Entry entry) throws IOException {
        BasicFileAttributes how = entry.how();
        String target = how.isSymbolicLink() ? Files.readSymbolicLink(entry.path()).toString() : "";
        Instant modified = how.lastModifiedTime().toInstant();
        return String.join(
                "\0",
                entry.name(),
                kind(how),
                Long.toString(how.size()),
                Integer.toOctalString(entry.mode()),
                Long.toString(modified.getEpochSecond()),
                Integer.toString(modified.getNano()),
                target);
    }

    private static String kind(BasicFileAttributes how) {
        return how.isDirectory()
                ? "d"
                : how.isSymbolicLink() ? "l" : how.isRegularFile() ? "f" : "";
    }

    private void add(String line) {
        digest.update(line.getBytes(UTF_8));
        digest.update((byte) '\n');
    }
}

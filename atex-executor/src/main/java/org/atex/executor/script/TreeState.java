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

/** Tells two states of a tests tree apart without reading its files (RUN-16). */
final class TreeState {

    private TreeState() {}

    /** Other text for other names, kinds, sizes, modes, times or link targets. */
    static String of(Optional<Path> tree) throws IOException {
        MessageDigest digest = Digests.sha256();
        if (tree.isPresent()) {
            add(tree.get().toRealPath().toString(), digest);
            TreeWalk.through(tree.get(), entry -> add(line(entry), digest));
        }
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

    private static void add(String line, MessageDigest digest) {
        digest.update(line.getBytes(UTF_8));
        digest.update((byte) '\n');
    }
}

package org.atex.executor.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The contents of a new work directory as one tar stream: our programs, and the tests tree with
 * links as links, modes and times kept, {@code .git} left out (RUN-01).
 */
public final class TreeArchive {

    private static final Logger LOG = LoggerFactory.getLogger(TreeArchive.class);

    private static final List<String> PROGRAMS =
            List.of(
                    "wrapper.py",
                    "wrapper.pl",
                    "supervisor.py",
                    "streams.py",
                    "guard.py",
                    "testrun.py",
                    "packages.sh");

    /** The time of what is not of the tree, so that the same tree makes the same bytes (RUN-16). */
    private static final FileTime ALWAYS = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

    private static final int PROGRAM = 0644;
    private static final int PRIVATE = 0600;
    private static final int DIRECTORY = 0755;
    private static final int COMMAND = 0755;

    private final TarArchiveOutputStream tar;
    private final byte[] buffer = new byte[64 * 1024];

    private TreeArchive(OutputStream out) {
        tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    }

    /**
     * Writes the archive and leaves the stream open.
     *
     * @param tree the tests tree, if any
     * @param also is shown what of the tree goes into the archive
     * @throws IOException if a file cannot be read or the stream not be written
     */
    static void write(Optional<Path> tree, TreeWalk.Visitor also, OutputStream out)
            throws IOException {
        TreeArchive archive = new TreeArchive(out);
        for (String program : PROGRAMS) {
            archive.file(program, PROGRAM, Resources.bytes(program));
        }
        archive.file("environment", PRIVATE, new byte[0]);
        archive.helpers();
        archive.directory("plan-data");
        if (tree.isPresent()) {
            TreeWalk.through(
                    tree.get(),
                    entry -> {
                        also.visit(entry);
                        archive.add(entry);
                    });
        } else {
            archive.directory("tests");
        }
        archive.tar.finish();
    }

    /** All commands for tests are one program under many names (HLP-01). */
    private void helpers() throws IOException {
        file("helper.py", PROGRAM, Resources.bytes("helper.py"));
        file("helper.pl", PROGRAM, Resources.bytes("helper.pl"));
        file("helper.sh", COMMAND, Resources.bytes("helper.sh"));
        directory("helpers");
        for (String name : Helpers.NAMES) {
            link("helpers/" + name, "../helper.sh", ALWAYS);
        }
    }

    private void link(String name, String target, FileTime time) throws IOException {
        TarArchiveEntry link = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
        link.setLinkName(target);
        link.setUserName("");
        link.setLastModifiedTime(wholeSeconds(time));
        tar.putArchiveEntry(link);
        tar.closeArchiveEntry();
    }

    private void file(String name, int mode, byte[] content) throws IOException {
        TarArchiveEntry entry = entry(name, mode, ALWAYS);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private void directory(String name) throws IOException {
        tar.putArchiveEntry(entry(name + "/", DIRECTORY, ALWAYS));
        tar.closeArchiveEntry();
    }

    private void add(TreeWalk.Entry from) throws IOException {
        BasicFileAttributes how = from.how();
        String name = "tests/" + from.name();
        if (how.isDirectory()) {
            String directory = name.endsWith("/") ? name : name + "/";
            tar.putArchiveEntry(entry(directory, from.mode(), how.lastModifiedTime()));
        } else if (how.isSymbolicLink()) {
            String target = Files.readSymbolicLink(from.path()).toString();
            link(name, target, how.lastModifiedTime());
            return;
        } else if (how.isRegularFile()) {
            TarArchiveEntry entry = entry(name, from.mode(), how.lastModifiedTime());
            entry.setSize(how.size());
            tar.putArchiveEntry(entry);
            copy(from.path(), how.size());
        } else {
            LOG.warn("{} is no file, directory or link: not uploaded", from.path());
            return;
        }
        tar.closeArchiveEntry();
    }

    private void copy(Path file, long size) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            long left = size;
            while (left > 0) {
                int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (n < 0) {
                    throw new IOException(file + " became shorter while it was uploaded");
                }
                tar.write(buffer, 0, n);
                left -= n;
            }
        }
    }

    /** Sizes, modes and times are set by hand: attributes of files would become pax headers. */
    private static TarArchiveEntry entry(String name, int mode, FileTime time) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setMode(mode);
        entry.setUserName("");
        entry.setLastModifiedTime(wholeSeconds(time));
        return entry;
    }

    private static FileTime wholeSeconds(FileTime time) {
        return FileTime.from(Instant.ofEpochSecond(Math.max(0, time.toInstant().getEpochSecond())));
    }
}

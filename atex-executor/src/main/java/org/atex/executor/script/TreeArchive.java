package org.atex.executor.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
     * @throws IOException if a file cannot be read or the stream not be written
     */
    public static void write(Optional<Path> tree, OutputStream out) throws IOException {
        TreeArchive archive = new TreeArchive(out);
        for (String program : PROGRAMS) {
            archive.file(program, PROGRAM, Resources.bytes(program));
        }
        archive.file("environment", PRIVATE, new byte[0]);
        archive.helpers();
        archive.directory("plan-data");
        if (tree.isPresent()) {
            archive.tree(tree.get());
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
            link("helpers/" + name, "../helper.sh", FileTime.from(Instant.now()));
        }
    }

    private void link(String name, String target, FileTime time) throws IOException {
        TarArchiveEntry link = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
        link.setLinkName(target);
        link.setLastModifiedTime(wholeSeconds(time));
        tar.putArchiveEntry(link);
        tar.closeArchiveEntry();
    }

    private void file(String name, int mode, byte[] content) throws IOException {
        TarArchiveEntry entry = entry(name, mode, FileTime.from(Instant.now()));
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private void directory(String name) throws IOException {
        tar.putArchiveEntry(entry(name + "/", DIRECTORY, FileTime.from(Instant.now())));
        tar.closeArchiveEntry();
    }

    private void tree(Path root) throws IOException {
        Path real = root.toRealPath();
        Files.walkFileTree(
                real,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes how)
                            throws IOException {
                        if (isGit(dir) && !dir.equals(real)) {
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        add(real, dir, how);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes how)
                            throws IOException {
                        if (!isGit(file)) {
                            add(real, file, how);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    private static boolean isGit(Path path) {
        return path.endsWith(".git");
    }

    private void add(Path root, Path path, BasicFileAttributes how) throws IOException {
        Path relative = root.relativize(path);
        String name = "tests/" + relative.toString().replace('\\', '/');
        int mode = mode(path, how);
        if (how.isDirectory()) {
            String directory = name.endsWith("/") ? name : name + "/";
            tar.putArchiveEntry(entry(directory, mode, how.lastModifiedTime()));
        } else if (how.isSymbolicLink()) {
            link(name, Files.readSymbolicLink(path).toString(), how.lastModifiedTime());
            return;
        } else if (how.isRegularFile()) {
            TarArchiveEntry entry = entry(name, mode, how.lastModifiedTime());
            entry.setSize(how.size());
            tar.putArchiveEntry(entry);
            copy(path, how.size());
        } else {
            LOG.warn("{} is no file, directory or link: not uploaded", path);
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
        entry.setLastModifiedTime(wholeSeconds(time));
        return entry;
    }

    private static FileTime wholeSeconds(FileTime time) {
        return FileTime.from(Instant.ofEpochSecond(Math.max(0, time.toInstant().getEpochSecond())));
    }

    private static int mode(Path path, BasicFileAttributes how) throws IOException {
        if (how.isSymbolicLink()) {
            return 0777;
        }
        if (!(how instanceof PosixFileAttributes)
                && !path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return how.isDirectory() || Files.isExecutable(path) ? DIRECTORY : PROGRAM;
        }
        int mode = 0;
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
        for (PosixFilePermission permission : PosixFilePermission.values()) {
            mode = mode << 1 | (permissions.contains(permission) ? 1 : 0);
        }
        return mode;
    }
}

package org.atex.provision.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Set;
import org.atex.core.system.ProvisionException;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one system, only for its owner: the home of its commands, its client key, and a
 * lock that says whether a process is using it.
 */
final class ScratchHome {

    private static final String PREFIX = "atex-local-";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rwx------");

    private final Path base;
    private final FileChannel lock;

    private ScratchHome(Path base, FileChannel lock) {
        this.base = base;
        this.lock = lock;
    }

    /** Where one could be: nothing is there yet. */
    static Path plan() {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        String name = PREFIX + Long.toUnsignedString(RANDOM.nextLong(), 36);
        try {
            return temporary.toRealPath().resolve(name);
        } catch (IOException e) {
            return temporary.toAbsolutePath().resolve(name); // making it will say what is wrong
        }
    }

    /** A new one there; whoever has died in here has left no more than the handle tells of. */
    static ScratchHome create(Path base) throws IOException {
        Files.createDirectory(base, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        ScratchHome home = null;
        try {
            home = adopt(base);
            Files.createDirectory(home.directory());
            return home;
        } finally {
            if (home == null) {
                deleteTree(base);
            }
        }
    }

    /** The one that another process made, which must have ended. */
    static ScratchHome adopt(Path base) throws IOException {
        FileChannel lock = tryLock(base);
        if (lock == null) {
            throw new IOException(base + " is in use");
        }
        return new ScratchHome(base, lock);
    }

    /** Whether it is there, and no process is using it. */
    static boolean isFree(Path base) {
        try (FileChannel lock = tryLock(base)) {
            return lock != null;
        } catch (IOException e) {
            return false;
        }
    }

    private static @Nullable FileChannel tryLock(Path base) throws IOException {
        if (!base.getFileName().toString().startsWith(PREFIX)
                || !Files.isDirectory(base, LinkOption.NOFOLLOW_LINKS)) {
            throw new NoSuchFileException(base.toString(), null, "no home of a local system");
        }
        FileChannel channel =
                FileChannel.open(
                        base.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = null;
        try {
            held = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // this very process has it
        } finally {
            if (held == null) {
                channel.close();
            }
        }
        return held == null ? null : channel;
    }

    /** What a handle remembers. */
    Path base() {
        return base;
    }

    /** {@code HOME} of all commands. */
    Path directory() {
        return base.resolve("home");
    }

    /** Where the client's private key goes. */
    Path keyFile() {
        return base.resolve("key");
    }

    /** An environment variable that only processes of this system have. */
    String marker() {
        return base.getFileName().toString().toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** Deletes all of it; nothing uses it any more. */
    void delete() {
        try {
            lock.close();
            deleteTree(base);
        } catch (IOException e) {
            throw new ProvisionException(
                    "%s is left behind: %s".formatted(base, e.getMessage()), e);
        }
    }

    private static void deleteTree(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            if (!Files.isWritable(path) || !Files.isReadable(path) || !Files.isExecutable(path)) {
                Files.setPosixFilePermissions(path, OWNER_ONLY);
            }
            try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
                for (Path child : children) {
                    deleteTree(child);
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        Files.deleteIfExists(path);
    }
}

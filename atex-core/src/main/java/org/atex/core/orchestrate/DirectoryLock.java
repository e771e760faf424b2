package org.atex.core.orchestrate;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The file {@code lock} of a run directory, locked while a run uses it. The file stays: if it were
 * removed, one process could hold the old file and one the new.
 *
 * <p>A process loses its lock when it closes <em>any</em> channel to the file (POSIX), so what this
 * process has locked is known here, and not opened again.
 */
final class DirectoryLock implements AutoCloseable {

    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private DirectoryLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Takes it; empty if this or another process has it. */
    static Optional<DirectoryLock> take(Path directory) throws IOException {
        Path file = directory.toRealPath().resolve("lock");
        if (!OURS.add(file)) {
            return Optional.empty();
        }
        Optional<DirectoryLock> taken = Optional.empty();
        try {
            taken = lock(file);
        } finally {
            if (taken.isEmpty()) {
                OURS.remove(file);
            }
        }
        return taken;
    }

    private static Optional<DirectoryLock> lock(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            locked = channel.tryLock() != null;
        } finally {
            if (!locked) {
                channel.close();
            }
        }
        return locked ? Optional.of(new DirectoryLock(file, channel)) : Optional.empty();
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            OURS.remove(file);
        }
    }
}

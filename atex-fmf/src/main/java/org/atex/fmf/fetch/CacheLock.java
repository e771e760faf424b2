package org.atex.fmf.fetch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.atex.core.time.Deadline;
import org.atex.fmf.error.FmfFetchException;
import org.atex.fmf.error.FmfGeneralException;
import org.atex.fmf.error.FmfPlace;

/**
 * A lock between processes, in a file, and between the threads of this one, in memory: file locks
 * belong to the whole process. Not for sharing a cache with the python tools, which lock otherwise.
 */
final class CacheLock implements AutoCloseable {

    private static final Map<Path, ReentrantLock> IN_THIS_PROCESS = new ConcurrentHashMap<>();
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final ReentrantLock threads;
    private final FileChannel channel;

    private CacheLock(ReentrantLock threads, FileChannel channel) {
        this.threads = threads;
        this.channel = channel;
    }

    /**
     * Waits until nobody else has the lock.
     *
     * @throws FmfGeneralException if that takes longer than the limit
     */
    static CacheLock take(Path file, Duration limit) throws InterruptedException {
        Deadline deadline = Deadline.after(limit);
        ReentrantLock threads = IN_THIS_PROCESS.computeIfAbsent(file, f -> new ReentrantLock());
        if (threads.isHeldByCurrentThread()) {
            throw new FmfGeneralException(
                    "the repository is in use by the very thread that wants it",
                    FmfPlace.inFile(file));
        }
        if (!threads.tryLock(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw tooLong(file, limit);
        }
        boolean taken = false;
        try {
            FileChannel channel = lockedChannel(file, deadline, limit);
            taken = true;
            return new CacheLock(threads, channel);
        } catch (IOException e) {
            throw new FmfFetchException(
                    "the cache cannot be locked: " + e.getMessage(), FmfPlace.inFile(file), e);
        } finally {
            if (!taken) {
                threads.unlock();
            }
        }
    }

    private static FileChannel lockedChannel(Path file, Deadline deadline, Duration limit)
            throws IOException, InterruptedException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            while (!isLocked(channel)) {
                if (deadline.expired()) {
                    throw tooLong(file, limit);
                }
                Thread.sleep(PAUSE.toMillis()); // the only way to wait for another process's lock
            }
            locked = true;
            return channel;
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) { // the same file by another path
            return false;
        }
    }

    private static FmfGeneralException tooLong(Path file, Duration limit) {
        return new FmfGeneralException(
                "the cache was locked by others for more than %d s".formatted(limit.toSeconds()),
                FmfPlace.inFile(file));
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new FmfFetchException(
                    "a lock of the cache cannot be given back", FmfPlace.unknown(), e);
        } finally {
            threads.unlock();
        }
    }
}

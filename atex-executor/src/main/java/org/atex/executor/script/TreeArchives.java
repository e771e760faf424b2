package org.atex.executor.script;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The {@linkplain TreeArchive archives} of tests trees in temporary files, each made once for all
 * systems, and anew when its tree has changed (RUN-16). For any threads; the files have no names,
 * and are there as long as somebody uses this.
 */
public final class TreeArchives {

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Optional<Path>, MadeArchive> made = new HashMap<>();
    private final Map<Optional<Path>, SharedLook> looks = new ConcurrentHashMap<>();
    private final Path directory;
    private int users;

    /** Makes one whose files are among the temporary ones of the system. */
    public TreeArchives() {
        this(Path.of(System.getProperty("java.io.tmpdir")));
    }

    TreeArchives(Path directory) {
        this.directory = directory;
    }

    /** An archive, ready to be read once, maybe while it is still being made. */
    public static final class Open implements Closeable {

        private final MadeArchive archive;
        private final InputStream content;

        private Open(MadeArchive archive) {
            this.archive = archive;
            this.content = archive.input();
        }

        /** All of it; to read waits for what is not yet made. */
        public InputStream content() {
            return content;
        }

        /**
         * Its SHA-256 in hexadecimal digits; waits until it is made.
         *
         * @throws IOException if it cannot be made
         */
        public String hash() throws IOException, InterruptedException {
            return archive.hash();
        }

        /**
         * Its size in bytes; waits until it is made.
         *
         * @throws IOException if it cannot be made
         */
        public long size() throws IOException, InterruptedException {
            return archive.size();
        }

        /**
         * Does nothing unless it could not be made.
         *
         * @throws IOException if the tree cannot be read, or the archive not be written
         */
        public void checkFailure() throws IOException {
            archive.checkFailure();
        }

        @Override
        public void close() throws IOException {
            content.close();
        }
    }

    /** One more uses this, until it calls {@link #leave}. */
    public void join() {
        lock.lock();
        try {
            users++;
        } finally {
            lock.unlock();
        }
    }

    /** One less uses this; the last one leaves no file behind. */
    public void leave() {
        lock.lock();
        try {
            users--;
            if (users == 0) {
                made.values().forEach(MadeArchive::abandon);
                made.clear();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * The archive of a tree as it is now; makes it if nobody does or did. Who comes while it is
     * being made gets the same.
     *
     * @throws IOException if there is no such tree, or there can be no archive
     */
    public Open open(Optional<Path> tree) throws IOException, InterruptedException {
        Optional<Open> coming = openWithoutLook(tree);
        return coming.isPresent() ? coming.get() : open(tree, stateOf(tree));
    }

    private Optional<Open> openWithoutLook(Optional<Path> tree)
            throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            MadeArchive current = made.get(tree);
            if (current == null) {
                return Optional.of(new Open(begin(tree)));
            }
            return current.isComing() ? Optional.of(new Open(current)) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private String stateOf(Optional<Path> tree) throws IOException, InterruptedException {
        return looks.computeIfAbsent(tree, each -> new SharedLook(() -> TreeState.of(each)))
                .state();
    }

    private Open open(Optional<Path> tree, String state) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            MadeArchive current = made.get(tree);
            if (current != null && (current.isComing() || current.isOf(state))) {
                return new Open(current);
            }
            MadeArchive fresh = begin(tree);
            if (current != null) {
                current.close();
            }
            return new Open(fresh);
        } finally {
            lock.unlock();
        }
    }

    private MadeArchive begin(Optional<Path> tree) throws IOException {
        MadeArchive fresh = MadeArchive.begin(tree, directory);
        made.put(tree, fresh);
        return fresh;
    }
}

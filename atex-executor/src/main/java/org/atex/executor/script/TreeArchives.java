package org.atex.executor.script;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@linkplain TreeArchive archives} of tests trees in temporary files, each made once for all
 * systems, and anew when its tree has changed (RUN-16). For any threads; the files have no names,
 * and are there as long as somebody uses this.
 */
public final class TreeArchives {

    private static final Logger LOG = LoggerFactory.getLogger(TreeArchives.class);

    private static final int BUFFER = 64 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Optional<Path>, Made> made = new HashMap<>();
    private final Path directory;
    private int users;

    /** Makes one whose files are among the temporary ones of the system. */
    public TreeArchives() {
        this(Path.of(System.getProperty("java.io.tmpdir")));
    }

    TreeArchives(Path directory) {
        this.directory = directory;
    }

    private record Made(String state, NamelessFile file, String hash, long size) {}

    /**
     * An archive, ready to be read once.
     *
     * @param content of it
     * @param hash of it, SHA-256 in hexadecimal digits
     * @param size in bytes
     */
    public record Open(InputStream content, String hash, long size) implements Closeable {
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
                made.values().forEach(TreeArchives::remove);
                made.clear();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * The archive of a tree as it is now. Waits while it is being made for somebody else.
     *
     * @throws IOException if the tree cannot be read, or the archive not be written
     */
    public Open open(Optional<Path> tree) throws IOException, InterruptedException {
        String state = TreeState.of(tree);
        lock.lockInterruptibly();
        try {
            Made current = made.get(tree);
            if (current == null || !current.state().equals(state)) {
                Made fresh = make(tree, state);
                remove(made.put(tree, fresh));
                current = fresh;
            }
            return new Open(current.file().input(), current.hash(), current.size());
        } finally {
            lock.unlock();
        }
    }

    private Made make(Optional<Path> tree, String state) throws IOException {
        NamelessFile file = NamelessFile.create(directory);
        try {
            MessageDigest digest = Digests.sha256();
            OutputStream out =
                    new BufferedOutputStream(new DigestOutputStream(file.output(), digest), BUFFER);
            TreeArchive.write(tree, out);
            out.flush();
            return new Made(state, file, HexFormat.of().formatHex(digest.digest()), file.size());
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Who reads it at the moment can go on. */
    private static void remove(@Nullable Made old) {
        if (old == null) {
            return;
        }
        try {
            old.file().close();
        } catch (IOException e) {
            LOG.warn("the archive of a tests tree cannot be closed", e);
        }
    }
}

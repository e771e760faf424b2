package org.atex.executor.script;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One archive of a tests tree. A thread of its own writes it, and whoever reads it need not wait
 * for the end of that. For any threads.
 */
final class MadeArchive {

    private static final Logger LOG = LoggerFactory.getLogger(MadeArchive.class);

    private static final int BUFFER = 64 * 1024;

    private final NamelessFile file;
    private final Thread maker;
    private volatile String state = "";
    private String hash = "";

    private MadeArchive(Optional<Path> tree, TreeState state, NamelessFile file) {
        this.file = file;
        this.maker = new Thread(() -> make(tree, state), "atex-archive");
        maker.setDaemon(true);
    }

    /**
     * Begins to make one.
     *
     * @param directory in whose file system it takes its place
     * @throws IOException if there is no such tree, or no place
     */
    static MadeArchive begin(Optional<Path> tree, Path directory) throws IOException {
        TreeState state = new TreeState(tree);
        MadeArchive archive = new MadeArchive(tree, state, NamelessFile.create(directory));
        archive.file.join(); // until it is written
        archive.maker.start();
        return archive;
    }

    private void make(Optional<Path> tree, TreeState seen) {
        try {
            OutputStream out = new BufferedOutputStream(file.output(), BUFFER);
            TreeArchive.write(tree, seen::add, out);
            out.flush();
            state = seen.text();
            file.complete();
        } catch (IOException e) {
            file.fail(e);
        } catch (RuntimeException | Error e) { // nobody may wait for ever
            file.fail(new IOException(e));
            throw e;
        } finally {
            leaveFile();
        }
    }

    /** Whether it is still being made. */
    boolean isComing() {
        return file.isComing();
    }

    /** Whether it was made of the tree in this state. */
    boolean isOf(String other) {
        return state.equals(other) && !file.failed();
    }

    /** Reads it from the beginning; it is there until this is closed. */
    InputStream input() {
        return file.input();
    }

    /**
     * Does nothing unless it could not be made.
     *
     * @throws IOException why, then
     */
    void checkFailure() throws IOException {
        file.checkFailure();
    }

    /** Its length in bytes; waits until it is made. */
    long size() throws IOException, InterruptedException {
        return file.awaitLength();
    }

    /**
     * SHA-256 in hexadecimal digits; waits until it is made. Few ask for it, so it costs only them.
     */
    String hash() throws IOException, InterruptedException {
        long unused = file.awaitLength();
        synchronized (this) {
            if (hash.isEmpty()) {
                hash = hashOfAll();
            }
            return hash;
        }
    }

    private String hashOfAll() throws IOException {
        MessageDigest digest = Digests.sha256();
        try (InputStream all = new DigestInputStream(input(), digest)) {
            long unused = all.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Waits until it is made, and takes no more readers; those there are can go on. */
    void close() throws InterruptedException {
        try {
            maker.join();
        } finally {
            leaveFile();
        }
    }

    /** Makes no more of it, and takes no more readers. */
    void abandon() {
        maker.interrupt();
        boolean interrupted = false;
        while (maker.isAlive()) {
            try {
                maker.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        leaveFile();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void leaveFile() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("the archive of a tests tree cannot be closed", e);
        }
    }
}

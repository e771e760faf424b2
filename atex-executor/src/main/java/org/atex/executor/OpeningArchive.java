package org.atex.executor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import org.atex.executor.script.TreeArchives;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The archive of a tests tree, which another thread opens while a system is connected to. */
final class OpeningArchive implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OpeningArchive.class);

    private final CompletableFuture<TreeArchives.Open> opened = new CompletableFuture<>();

    /** Begins to open one. */
    OpeningArchive(TreeArchives archives, Optional<Path> tree, Executor threads) {
        threads.execute(() -> open(archives, tree));
    }

    private void open(TreeArchives archives, Optional<Path> tree) {
        try {
            opened.complete(archives.open(tree));
        } catch (IOException | RuntimeException | Error e) {
            opened.completeExceptionally(e);
        } catch (InterruptedException e) {
            opened.completeExceptionally(e);
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits for it.
     *
     * @throws IOException if the tree cannot be read
     */
    TreeArchives.Open await() throws IOException, InterruptedException {
        try {
            return opened.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof InterruptedException) {
                throw new InterruptedException("interrupted while the tree was read");
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Closes it, now or as soon as it is open. */
    @Override
    public void close() {
        CompletableFuture<Void> unused = opened.thenAccept(OpeningArchive::close);
    }

    private static void close(TreeArchives.Open archive) {
        try {
            archive.close();
        } catch (IOException e) {
            LOG.debug("the archive of a tests tree cannot be closed", e);
        }
    }
}

package org.atex.executor.script;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the {@linkplain TreeState state} of one tree. Many systems want to know it at once:
 * those that ask while one is looking share the next look, which begins after they asked. For any
 * threads.
 */
final class SharedLook {

    private final Look how;
    private final ReentrantLock looking = new ReentrantLock();

    /** The look that has not begun yet. */
    private @Nullable CompletableFuture<String> next;

    SharedLook(Look how) {
        this.how = how;
    }

    /** Looks once. */
    @FunctionalInterface
    interface Look {
        String look() throws IOException;
    }

    /**
     * The state of the tree, as it was after this was called.
     *
     * @throws IOException if the tree cannot be read
     */
    String state() throws IOException, InterruptedException {
        CompletableFuture<String> mine = new CompletableFuture<>();
        CompletableFuture<String> look = join(mine);
        if (look == mine) {
            look(mine);
        }
        try {
            return look.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private synchronized CompletableFuture<String> join(CompletableFuture<String> mine) {
        if (next == null) {
            next = mine;
        }
        return next;
    }

    /** Not to be interrupted: others wait for it. */
    private void look(CompletableFuture<String> mine) {
        looking.lock();
        try {
            begin();
            mine.complete(how.look());
        } catch (IOException | RuntimeException | Error e) {
            mine.completeExceptionally(e);
        } finally {
            looking.unlock();
        }
    }

    private synchronized void begin() {
        next = null;
    }
}

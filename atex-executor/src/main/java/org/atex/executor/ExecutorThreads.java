package org.atex.executor;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.atex.core.time.Deadline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of one executor: made when needed, ended when idle for a while, joined by {@link
 * #close}.
 */
final class ExecutorThreads implements Executor, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ExecutorThreads.class);

    private static final long IDLE_SECONDS = 10;
    private static final Duration JOIN = Duration.ofSeconds(10);

    private final ThreadPoolExecutor pool;
    private final String name;
    private final Set<Thread> all = ConcurrentHashMap.newKeySet();

    ExecutorThreads(String name) {
        this.name = name;
        AtomicInteger numbers = new AtomicInteger();
        this.pool =
                new ThreadPoolExecutor(
                        0,
                        Integer.MAX_VALUE,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        task -> newThread(task, numbers.incrementAndGet()));
    }

    private Thread newThread(Runnable task, int number) {
        Thread thread =
                new Thread(
                        () -> {
                            task.run();
                            all.remove(Thread.currentThread());
                        },
                        "atex-executor-%d (%s)".formatted(number, name));
        thread.setDaemon(true);
        all.add(thread);
        return thread;
    }

    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }

    <T> Future<T> submit(Callable<T> task) {
        return pool.submit(task);
    }

    /**
     * Has something done by another thread and waits for it, even if this one is interrupted, whose
     * flag is set then: for files, which are closed when a thread is interrupted that uses them.
     *
     * @throws IOException as the task does
     */
    <T> T undisturbed(Callable<T> task) throws IOException {
        Future<T> result = submit(task);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return result.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Interrupts what runs and waits for it. */
    @Override
    public void close() {
        pool.shutdownNow();
        Deadline deadline = Deadline.after(JOIN);
        try {
            for (Thread thread : all) {
                thread.join(Math.max(1, deadline.remaining().toMillis()));
                if (thread.isAlive()) {
                    LOG.warn("{}: {} does not end", name, thread.getName());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

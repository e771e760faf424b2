package org.atex.executor;

import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of one executor: made when needed, ended when idle for a while, joined by {@link
 * #close}.
 */
final class ExecutorThreads implements Executor, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ExecutorThreads.class);

    private static final long IDLE_SECONDS = 10;
    private static final long JOIN_SECONDS = 10;

    private final ThreadPoolExecutor pool;
    private final String name;

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
                        task -> {
                            Thread thread =
                                    new Thread(
                                            task,
                                            "atex-executor-%d (%s)"
                                                    .formatted(numbers.incrementAndGet(), name));
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }

    <T> Future<T> submit(Callable<T> task) {
        return pool.submit(task);
    }

    /** Interrupts what runs and waits for it. */
    @Override
    public void close() {
        pool.shutdownNow();
        try {
            if (!pool.awaitTermination(JOIN_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("{}: {} threads did not end", name, pool.getActiveCount());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

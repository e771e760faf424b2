package org.atex.provision.local;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.util.threads.CloseableExecutorService;
import org.apache.sshd.common.util.threads.SshThreadPoolExecutor;
import org.atex.core.time.Deadline;

/** Threads of one server: named {@code atex-local-7f2c01-...}, and gone once it is closed. */
final class LocalThreads {

    private static final long IDLE_SECONDS = 10;

    private final String name;
    private final ExecutorService pumps;
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

    LocalThreads(String name) {
        this.name = name;
        this.pumps =
                new ThreadPoolExecutor(
                        0,
                        Integer.MAX_VALUE,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        named("pump"));
    }

    private ThreadFactory named(String role) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread =
                    new Thread(
                            task, "atex-%s-%s-%d".formatted(name, role, count.incrementAndGet()));
            thread.setDaemon(true);
            remember(thread);
            return thread;
        };
    }

    /** For what blocks: a thread for each task that is under way. */
    ExecutorService pumps() {
        return pumps;
    }

    /** For the server's packets; it closes them. */
    CloseableExecutorService packets() {
        SshThreadPoolExecutor executor =
                new SshThreadPoolExecutor(
                        2,
                        2,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        named("io"));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** For the server's time limits; it closes them. */
    ScheduledExecutorService timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, named("timer"));
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    private void remember(Thread thread) {
        threads.removeIf(known -> known.getState() == Thread.State.TERMINATED);
        threads.add(thread);
    }

    /** Interrupts what is under way and waits for the end of all threads; which have not ended. */
    List<Thread> close(Duration most) {
        pumps.shutdownNow();
        Deadline deadline = Deadline.after(most);
        boolean interrupted = false;
        for (Thread thread : threads) {
            try {
                thread.join(1 + deadline.remaining().toMillis());
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return threads.stream().filter(Thread::isAlive).toList();
    }
}

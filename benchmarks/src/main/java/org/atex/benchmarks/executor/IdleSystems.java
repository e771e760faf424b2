package org.atex.benchmarks.executor;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.atex.core.execute.TestExecutor;
import org.atex.core.execute.TestExecutorFactory;
import org.atex.core.system.SshSystem;
import org.atex.core.test.SystemSetup;
import org.atex.core.time.Deadline;
import org.atex.executor.SshTestExecutor;

/**
 * What systems cost that are connected, started, and have nothing to do: prints {@code systems
 * threads-each heap-KiB-each rss-KiB-each cpu-percent}, the last over a minute or what is asked.
 */
public final class IdleSystems {

    /** sshd drops connections when more than ten are logging in (MaxStartups). */
    private static final int AT_ONCE = 4;

    private IdleSystems() {}

    /**
     * Measures.
     *
     * @param args the system as {@link Target} reads it, the number of systems, the seconds to
     *     watch
     */
    public static void main(String... args) throws Exception {
        SshSystem system = Target.of(List.of(args));
        int systems = Integer.parseInt(args[3]);
        TestExecutorFactory factory =
                SshTestExecutor.builder().keepAlive(Duration.ofSeconds(15), 4).factory();
        try (TestExecutor first = factory.open(system, () -> true)) {
            first.start(SystemSetup.none(), Deadline.never()); // what one costs once, all share
            Usage before = Usage.now();
            List<TestExecutor> executors = startAll(factory, system, systems);
            settle();
            Usage after = Usage.now();
            double percent = cpuPercent(Integer.parseInt(args[4]));
            System.out.printf(
                    "%d %.2f %.0f %.0f %.2f%n",
                    systems,
                    (after.threads - before.threads) / (double) systems,
                    (after.heap - before.heap) / 1024.0 / systems,
                    (after.rss - before.rss) / 1024.0 / systems,
                    percent);
            stopAll(executors);
            first.stop(Deadline.never());
        }
    }

    private static List<TestExecutor> startAll(
            TestExecutorFactory factory, SshSystem system, int systems) throws Exception {
        Queue<TestExecutor> started = new ConcurrentLinkedQueue<>();
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < systems; i++) {
            all.add(
                    threads.submit(
                            () -> {
                                TestExecutor executor = factory.open(system, () -> true);
                                executor.start(SystemSetup.none(), Deadline.never());
                                started.add(executor);
                                return null;
                            }));
        }
        for (Future<?> one : all) {
            one.get();
        }
        threads.shutdown();
        return List.copyOf(started);
    }

    private static void stopAll(List<TestExecutor> executors) throws InterruptedException {
        for (TestExecutor executor : executors) {
            executor.stop(Deadline.never());
            executor.close();
        }
    }

    /** Threads of pools have ended by then, and garbage is gone. */
    private static void settle() throws InterruptedException {
        Thread.sleep(15_000);
        System.gc();
        Thread.sleep(1_000);
        System.gc();
    }

    private static double cpuPercent(int seconds) throws InterruptedException {
        double cpu = Target.cpuSeconds();
        Thread.sleep(seconds * 1000L);
        return (Target.cpuSeconds() - cpu) / seconds * 100;
    }

    private record Usage(long threads, long heap, long rss) {

        static Usage now() throws IOException {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            return new Usage(
                    ManagementFactory.getThreadMXBean().getThreadCount(),
                    runtime.totalMemory() - runtime.freeMemory(),
                    residentBytes());
        }

        private static long residentBytes() throws IOException {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
                }
            }
            return 0;
        }
    }
}

package org.atex.benchmarks.executor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
 * Uploads a tree to several systems at once (one host stands for all of them), several times, and
 * prints for each time {@code seconds cpu-seconds}. Connections are there before the clock starts.
 */
public final class TreeStarts {

    private TreeStarts() {}

    /**
     * Measures.
     *
     * @param args the system as {@link Target} reads it, the tests tree, the number of systems, and
     *     the number of times; and {@code cached} if the systems are to keep the tree (RUN-16)
     */
    public static void main(String... args) throws Exception {
        SshSystem system = targetOf(List.of(args));
        SystemSetup setup = SystemSetup.ofTree(Path.of(args[3]));
        int systems = Integer.parseInt(args[4]);
        TestExecutorFactory factory = SshTestExecutor.factory();
        ExecutorService threads = Executors.newFixedThreadPool(systems);
        List<TestExecutor> executors = new ArrayList<>();
        try {
            for (int i = 0; i < systems; i++) {
                executors.add(factory.open(system, () -> true));
            }
            // Logs in everywhere, and lets the JVM see the code once.
            onAll(threads, executors, executor -> startAndStop(executor, SystemSetup.none()));
            for (int i = 0; i < Integer.parseInt(args[5]); i++) {
                measure(threads, executors, setup);
            }
        } finally {
            executors.forEach(TestExecutor::close);
            threads.shutdown();
        }
    }

    private static SshSystem targetOf(List<String> arguments) throws IOException {
        SshSystem system = Target.of(arguments);
        return arguments.subList(6, arguments.size()).contains("cached")
                ? system.withCachedTrees()
                : system;
    }

    private static void measure(
            ExecutorService threads, List<TestExecutor> executors, SystemSetup setup)
            throws Exception {
        double start = Target.seconds();
        double cpu = Target.cpuSeconds();
        onAll(threads, executors, executor -> executor.start(setup, Deadline.never()));
        System.out.printf("%.4f %.4f%n", Target.seconds() - start, Target.cpuSeconds() - cpu);
        onAll(threads, executors, executor -> executor.stop(Deadline.never()));
    }

    private static void startAndStop(TestExecutor executor, SystemSetup setup)
            throws InterruptedException {
        executor.start(setup, Deadline.never());
        executor.stop(Deadline.never());
    }

    /** Something to do with one executor. */
    private interface Step {
        void take(TestExecutor executor) throws IOException, InterruptedException;
    }

    private static void onAll(ExecutorService threads, List<TestExecutor> executors, Step step)
            throws Exception {
        List<Callable<Void>> calls = new ArrayList<>();
        for (TestExecutor executor : executors) {
            calls.add(
                    () -> {
                        step.take(executor);
                        return null;
                    });
        }
        for (Future<Void> done : threads.invokeAll(calls)) {
            done.get();
        }
    }
}

package org.atex.benchmarks.orchestrate;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import java.util.stream.IntStream;
import org.atex.core.orchestrate.Orchestrator;
import org.atex.core.orchestrate.RunEvent;
import org.atex.core.orchestrate.RunEvent.AttemptFinished;
import org.atex.core.orchestrate.RunEvent.AttemptStarted;
import org.atex.core.orchestrate.RunListener;
import org.atex.core.orchestrate.RunSummary;
import org.atex.core.system.HostKeys;
import org.atex.core.system.Provisioner;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Platform;
import org.atex.core.test.TestRun;
import org.atex.core.time.Deadline;

/** Hands many trivial tests to many systems that exist in name only, through a real run. */
public final class HandOuts {

    private HandOuts() {}

    /**
     * Prints, for each of some runs in one JVM, hand-outs a second from the first test to the last,
     * and the largest heap and the most threads until then.
     *
     * @param args the number of systems, of tests, and of runs; 1,000, 100,000 and 3 unless given
     */
    public static void main(String... args) throws IOException, InterruptedException {
        int systems = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
        int tests = args.length > 1 ? Integer.parseInt(args[1]) : 100_000;
        int runs = args.length > 2 ? Integer.parseInt(args[2]) : 3;
        for (int i = 0; i < runs; i++) {
            run(systems, tests);
        }
    }

    private static void run(int systems, int tests) throws IOException, InterruptedException {
        Meter meter = new Meter();
        try (Banner banner = new Banner()) {
            RunSummary summary =
                    Orchestrator.builder()
                            .provisioner(() -> new Nominal(banner.port()), systems)
                            .executor((system, alive) -> new NothingExecutor())
                            .listener(meter)
                            .build()
                            .run(tests(tests));
            if (!summary.passed()) {
                throw new IllegalStateException(summary.toString());
            }
        }
        System.out.printf(
                "%,d systems, %,d tests: %,.0f hand-outs/s, heap at most %,d MB, %,d threads%n",
                systems, tests, tests / meter.seconds(), largestHeap() >> 20, mostThreads());
    }

    private static List<TestRun> tests(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> TestRun.named("/trivial/" + i, "true").build())
                .toList();
    }

    private static long largestHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(HandOuts::peak)
                .sum();
    }

    private static long peak(MemoryPoolMXBean pool) {
        return pool.getPeakUsage().getUsed();
    }

    private static int mostThreads() {
        return ManagementFactory.getThreadMXBean().getPeakThreadCount();
    }

    /** A system that answers, and nothing else. */
    private static final class Nominal extends Provisioner {

        private final int port;

        Nominal(int port) {
            super(uniqueName("nominal"), Platform.any());
            this.port = port;
        }

        @Override
        protected SshSystem provision(Deadline deadline) {
            return SshSystem.at("127.0.0.1").withPort(port).withHostKeys(HostKeys.acceptAny());
        }

        @Override
        protected void deprovision() {}
    }

    /** From the first attempt to the end of the last one. */
    private static final class Meter implements RunListener {

        private long begin;
        private long end;

        @Override
        public void on(RunEvent event) {
            if (event instanceof AttemptStarted && begin == 0) {
                begin = System.nanoTime();
            } else if (event instanceof AttemptFinished) {
                end = System.nanoTime();
            }
        }

        double seconds() {
            return (end - begin) / 1e9;
        }
    }
}

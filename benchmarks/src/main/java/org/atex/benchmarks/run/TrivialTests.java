package org.atex.benchmarks.run;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.atex.core.orchestrate.Orchestrator;
import org.atex.core.orchestrate.RunEvent;
import org.atex.core.orchestrate.RunEvent.AttemptFinished;
import org.atex.core.orchestrate.RunEvent.AttemptStarted;
import org.atex.core.orchestrate.RunListener;
import org.atex.core.orchestrate.RunSummary;
import org.atex.core.test.TestRun;
import org.atex.executor.SshTestExecutor;
import org.atex.provision.hosts.HostsProvisioner;

/**
 * Tests that do nothing, one after the other on one system: what a test costs. Login, upload and
 * the warm-up of the JVM by earlier tests are not counted.
 */
public final class TrivialTests {

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private TrivialTests() {}

    /**
     * Prints {@code tests seconds cpu-seconds}.
     *
     * @param args a file of hosts, the number of tests, and how many to run before those
     */
    public static void main(String... args) throws IOException, InterruptedException {
        int tests = Integer.parseInt(args[1]);
        int before = Integer.parseInt(args[2]);
        Meter meter = new Meter(before);
        RunSummary summary =
                Orchestrator.builder()
                        .provisioner(HostsProvisioner.factory(Path.of(args[0])))
                        .executor(SshTestExecutor.factory())
                        .listener(meter)
                        .build()
                        .run(trivial(before + tests));
        if (!summary.passed()) {
            throw new IllegalStateException(summary.toString());
        }
        System.out.printf("%d %.3f %.3f%n", tests, meter.seconds(), meter.cpuSeconds());
    }

    private static List<TestRun> trivial(int tests) {
        return IntStream.range(0, tests)
                .mapToObj(i -> TestRun.named("/true/" + i, "true").build())
                .toList();
    }

    /** Wall clock and CPU time of this process, from the nth test to the last. */
    private static final class Meter implements RunListener {

        private final int before;
        private int started;
        private long begin;
        private long end;
        private long cpuBegin;
        private long cpuEnd;

        Meter(int before) {
            this.before = before;
        }

        @Override
        public void on(RunEvent event) {
            if (event instanceof AttemptStarted && started++ == before) {
                begin = System.nanoTime();
                cpuBegin = PROCESS.getProcessCpuTime();
            } else if (event instanceof AttemptFinished) {
                end = System.nanoTime();
                cpuEnd = PROCESS.getProcessCpuTime();
            }
        }

        double seconds() {
            return (end - begin) / 1e9;
        }

        double cpuSeconds() {
            return (cpuEnd - cpuBegin) / 1e9;
        }
    }
}

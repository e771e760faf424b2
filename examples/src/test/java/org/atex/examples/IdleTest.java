package org.atex.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.atex.core.orchestrate.Orchestrator;
import org.atex.core.orchestrate.RunEvent;
import org.atex.core.orchestrate.RunEvent.TestStarted;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.atex.executor.SshTestExecutor;
import org.atex.provision.local.LocalProvisioner;
import org.junit.jupiter.api.Test;

class IdleTest {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final CountDownLatch started = new CountDownLatch(1);

    @Test
    void nothingPollsWhileATestRuns() throws Exception {
        TestRun test =
                TestRun.named("/sleep", "sleep 60")
                        .setup(SystemSetup.ofTree(Path.of("tree/lib")))
                        .build();
        try (Orchestrator orchestrator = orchestrator()) {
            Thread run = new Thread(() -> run(orchestrator, test), "idle-run");
            run.start();
            started.await();
            Thread.sleep(1000); // what the start of a test brings with it

            Duration before = cpuOfOurThreads();
            Thread.sleep(3000);

            assertThat(cpuOfOurThreads().minus(before)).isLessThan(Duration.ofMillis(50));
            orchestrator.close();
            run.join();
        }
    }

    private Orchestrator orchestrator() {
        return Orchestrator.builder()
                .provisioner(LocalProvisioner.factory())
                .executor(SshTestExecutor.factory())
                .listener(this::tell)
                .build();
    }

    private void tell(RunEvent event) {
        if (event instanceof TestStarted) {
            started.countDown();
        }
    }

    private static void run(Orchestrator orchestrator, TestRun test) {
        try {
            orchestrator.run(List.of(test));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Duration cpuOfOurThreads() {
        long nanos =
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().matches("(?i).*(atex|ssh).*"))
                        .mapToLong(thread -> THREADS.getThreadCpuTime(thread.getId()))
                        .sum();
        return Duration.ofNanos(nanos);
    }
}

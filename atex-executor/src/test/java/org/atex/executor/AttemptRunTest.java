package org.atex.executor;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atex.core.result.TestOutcome;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.atex.executor.collect.CollectorLimits;
import org.atex.executor.script.TestOrders;
import org.atex.executor.script.WorkDirectory;
import org.atex.executor.ssh.KeyPassphrases;
import org.atex.executor.ssh.SshTimings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In which order an attempt stores things and lets go of processes. */
class AttemptRunTest {

    private static final WorkDirectory WORK =
            new WorkDirectory("/var/atex-x", "/tmp/atex-x", "python3");

    static final ExecutorOptions OPTIONS =
            new ExecutorOptions(
                    ofHours(1),
                    ofMinutes(30),
                    ofMinutes(10),
                    ofMinutes(1),
                    64,
                    Map.of(),
                    CollectorLimits.DEFAULT,
                    Optional.empty(),
                    Optional.empty(),
                    SupervisorOptions.USUAL,
                    SshTimings.usual(),
                    KeyPassphrases.none());

    @TempDir Path temp;

    /** What a killed runner would have left whenever a process was let go of. */
    private final List<String> leftAtClose = new ArrayList<>();

    /** Happens when a process ends. */
    private Runnable atEnd = () -> {};

    /** Processes that end in these ways, one after the other. */
    private final class Processes implements TestProcess.Starter {

        private final Iterator<Ending> endings;

        Processes(Ending... endings) {
            this.endings = List.of(endings).iterator();
        }

        @Override
        public TestProcess start(int restarts, Recording recording) {
            recording.started();
            return new EndedProcess(endings.next(), recording);
        }

        @Override
        public boolean durable() {
            return true;
        }
    }

    private final class EndedProcess implements TestProcess {

        private final Ending ending;
        private final Recording recording;

        EndedProcess(Ending ending, Recording recording) {
            this.ending = ending;
            this.recording = recording;
        }

        @Override
        public Ending await() {
            atEnd.run();
            return ending;
        }

        @Override
        public Optional<List<String>> left() {
            return Optional.of(List.of());
        }

        @Override
        public boolean awaitRestart() {
            return true;
        }

        @Override
        public void end() {}

        @Override
        public void close() {
            boolean open = Files.exists(temp.resolve(".atex-state"));
            leftAtClose.add(open ? "restart " + recording.restarts() : "all is stored");
        }
    }

    private TestOutcome run(Ending... endings) throws Exception {
        TestRun test = TestRun.named("/test", "unused").build();
        Attempt attempt = new Attempt(1, test, 1, "none", Platform.any(), temp);
        SshSystem system = SshSystem.at("127.0.0.1");
        try (ExecutorThreads threads = new ExecutorThreads("none");
                RemoteSystem remote =
                        new RemoteSystem(
                                system, OPTIONS.timings(), OPTIONS.passphrases(), threads)) {
            return new AttemptRun(
                            attempt,
                            result -> {},
                            new SetupSteps(remote, () -> true, WORK, OPTIONS.settleTime(), threads),
                            new TestOrders(WORK, SystemSetup.none(), Map.of()),
                            new Processes(endings),
                            OPTIONS,
                            threads)
                    .run();
        }
    }

    // SUP-13: a runner killed in between finds the process, instead of starting the test anew
    @Test
    void processIsForgottenOnlyWhenItsEndIsStored() throws Exception {
        TestOutcome outcome = run(Ending.REBOOTS, Ending.exited(3));

        assertThat(outcome.exitedWith(3)).isTrue();
        assertThat(leftAtClose).containsExactly("restart 1", "all is stored");
    }

    // ERR-04, FBK-01
    @Test
    void resultsAreStoredAlsoIfAttachCannotBeRemoved() throws Exception {
        Path attach = temp.resolve("attach");
        atEnd = () -> assertThat(attach.resolve("in").toFile().mkdirs()).isTrue();

        assertThatThrownBy(() -> run(Ending.exited(3))).hasMessageContaining("attach");

        assertThat(Files.readString(temp.resolve("results"))).contains("\"status\": \"fail\"");
    }

    // SUP-13
    @Test
    void theSameGoesForOneThatAnErrorEnded() throws Exception {
        TestOutcome outcome = run(Ending.lost(Ending.LOST, null));

        assertThat(outcome.end()).isEqualTo(TestOutcome.End.SYSTEM_LOST);
        assertThat(leftAtClose).containsExactly("all is stored");
    }
}

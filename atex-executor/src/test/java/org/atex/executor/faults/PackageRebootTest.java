package org.atex.executor.faults;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.atex.core.execute.ExecutorException;
import org.atex.core.execute.TestExecutor;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestOutcome.End;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.SetupStep;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.atex.core.time.Deadline;
import org.atex.executor.SshTestExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A bootable container (bootc) that has to reboot for its packages, with a real reboot. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PackageRebootTest {

    /** Packages are there once {@code /image} says so, which the new image has if it is good. */
    private static final String PROGRAMS =
            """
            program() { printf '#!/bin/sh\\n%s\\n' "$2" >/usr/local/bin/$1; chmod 755 /usr/local/bin/$1; }
            program bootc 'case $1 in
                status) echo "{\\"booted\\": {\\"image\\": {\\"image\\": {\\"image\\": \\"os:1\\"}}}}" ;;
                switch) echo "$*" >>/switched; [ -e /bad ] || cat /containerfile >>/image ;;
            esac'
            program podman 'cat >/containerfile'
            program dnf 'exit 1'
            program rpm 'for name; do :; done; grep -qsw -e "$name" /image'
            program systemctl '[ "$1" != reboot ] || touch /rebooting'
            """;

    @TempDir Path temp;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private CabledContainer container;
    private ContainerFaults faults;
    private Cable cable;
    private TestExecutor executor;
    private volatile boolean gone;

    @BeforeEach
    void open() throws Exception {
        container = new CabledContainer();
        container.execute("bash", "-c", PROGRAMS);
        faults = container.faults();
        cable = container.cable();
        executor =
                SshTestExecutor.builder()
                        .settleTime(ofMillis(300))
                        .connectTimeout(ofSeconds(3))
                        .factory()
                        .open(container.system(), () -> !gone);
    }

    @AfterEach
    void close() throws Exception {
        threads.shutdownNow();
        if (executor != null) {
            executor.close();
        }
        if (container != null) {
            container.close();
        }
    }

    private Future<TestOutcome> run(TestRun.Builder test) {
        Attempt attempt = new Attempt(1, test.build(), 1, "container", Platform.any(), temp);
        return threads.submit(() -> executor.run(attempt, result -> {}));
    }

    private Future<Void> start(SystemSetup setup) {
        return threads.submit(
                () -> {
                    executor.start(setup, Deadline.never());
                    return null;
                });
    }

    private void awaitReboot() throws Exception {
        container.execute(
                "sh", "-c", "until [ -e /rebooting ]; do sleep 0.05; done; rm /rebooting");
    }

    // PKG-02, RUN-09
    @Test
    void testRunsAfterTheRebootThatItsPackagesNeed() throws Exception {
        executor.start(SystemSetup.none(), Deadline.never());
        Future<TestOutcome> running =
                run(
                        TestRun.named("/test", "echo reboots $REBOOTCOUNT; cat /switched | wc -l")
                                .require(List.of("foo"))
                                .recommend(List.of("bar")));

        awaitReboot();
        faults.restart();
        awaitReboot();
        faults.restart();
        TestOutcome outcome = running.get();

        assertThat(outcome.passed()).as(outcome.toString()).isTrue();
        assertThat(temp.resolve("files/output.txt")).hasContent("reboots 0\n2\n");
        executor.stop(Deadline.never());
    }

    // PKG-02, PLN-01
    @Test
    void stepsBeforeTheRebootAreNotDoneAgain() throws Exception {
        SystemSetup setup =
                SystemSetup.none()
                        .withPrepare(new SetupStep.Script("echo before >>/steps"))
                        .withPrepare(new SetupStep.Install(List.of("foo")))
                        .withPrepare(new SetupStep.Script("echo after >>/steps"));
        Future<Void> starting = start(setup);

        awaitReboot();
        faults.restart();
        starting.get();
        TestOutcome outcome = run(TestRun.named("/test", "cat /steps")).get();

        assertThat(outcome.passed()).as(outcome.toString()).isTrue();
        assertThat(temp.resolve("files/output.txt")).hasContent("before\nafter\n");
    }

    // PKG-03
    @Test
    void imageWithoutThePackagesIsNotMadeTwice() throws Exception {
        container.execute("touch", "/bad");
        executor.start(SystemSetup.none(), Deadline.never());
        Future<TestOutcome> running = run(TestRun.named("/test", "true").require(List.of("foo")));

        awaitReboot();
        faults.restart();
        TestOutcome outcome = running.get();

        assertThat(outcome.end()).isEqualTo(End.SETUP_FAILED);
        assertThat(Files.readString(temp.resolve("results")))
                .contains("made with these packages, and they are not there: foo");
    }

    // PKG-02, ERR-03
    @Test
    void systemThatDoesNotComeBackIsLost() throws Exception {
        SystemSetup setup = SystemSetup.none().withPrepare(new SetupStep.Install(List.of("foo")));
        Future<Void> starting = start(setup);

        awaitReboot();
        gone = true;
        faults.kill();

        assertThatThrownBy(starting::get)
                .hasCauseInstanceOf(ExecutorException.class)
                .hasMessageContaining("gone at the reboot");
    }
}

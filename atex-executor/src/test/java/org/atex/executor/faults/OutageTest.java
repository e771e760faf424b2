package org.atex.executor.faults;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.atex.core.execute.TestExecutor;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestOutcome.End;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.atex.core.time.Deadline;
import org.atex.executor.OpenSshServer;
import org.atex.executor.SshTestExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests that go on while their system cannot be reached. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class OutageTest {

    @TempDir Path temp;

    private OpenSshServer server;
    private SshSystem system;
    private Cable cable;
    private volatile boolean cut;

    @BeforeEach
    void start() throws Exception {
        server = new OpenSshServer();
        system = server.reserve(Deadline.after(ofMinutes(1)));
        cable = new Cable(this::port);
    }

    @AfterEach
    void stop() throws Exception {
        if (cable != null) {
            cable.close();
        }
        if (server != null) {
            server.release();
        }
    }

    /** A cable that was cut is mended when the test says so. */
    private int port() {
        if (cut && !Files.exists(temp.resolve("mend"))) {
            throw new IllegalStateException("the cable is cut");
        }
        return system.port();
    }

    private void cut() {
        cut = true;
        cable.cut();
        try {
            Files.createFile(temp.resolve("cut"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private TestOutcome run(SshTestExecutor.Builder settings, Duration limit, String script)
            throws Exception {
        String begin =
                """
                cd %s
                report() { printf 'result %%d\\n%%s' ${#1} "$1" >&$ATEX_TEST_CONTROL; }
                echo $$ >pid
                report '{"name": "before"}'
                until [ -e cut ]; do sleep 0.02; done
                """
                        .formatted(temp);
        TestRun test = TestRun.named("/test", begin + script).timeLimit(limit).build();
        Path directory = Files.createDirectory(temp.resolve("attempt"));
        try (TestExecutor executor =
                settings.factory().open(system.withPort(cable.port()), () -> true)) {
            executor.start(SystemSetup.none(), Deadline.never());
            return executor.run(
                    new Attempt(1, test, 1, "sshd", Platform.any(), directory),
                    result -> {
                        if (!cut) {
                            cut();
                        }
                    });
        }
    }

    private String results() throws IOException {
        return Files.readString(temp.resolve("attempt/results"));
    }

    private void awaitEndOfTest() throws Exception {
        long pid = Long.parseLong(Files.readString(temp.resolve("pid")).strip());
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isPresent()) {
            process.get().onExit().get(30, TimeUnit.SECONDS);
        }
    }

    // DUR-08
    @Test
    void limitThatPassesDuringAnOutageIsTheOneThatWaitedInTheSupervisor() throws Exception {
        String script =
                """
                echo duration +1m >&$ATEX_TEST_CONTROL
                sleep 2
                touch mend
                report '{"name": "after"}'
                """;

        TestOutcome outcome = run(SshTestExecutor.builder(), ofSeconds(2), script);

        assertThat(outcome.passed()).as(outcome.toString()).isTrue();
        assertThat(results()).contains("before", "after");
    }

    // SUP-06, ERR-03
    @Test
    void systemThatStaysAwayLongerThanTheReconnectTimeIsLost() throws Exception {
        SshTestExecutor.Builder settings =
                SshTestExecutor.builder().reconnectTime(ofMillis(500)).maxUnattended(ofSeconds(1));

        TestOutcome outcome = run(settings, ofMinutes(5), "exec sleep 100");

        assertThat(outcome.end()).isEqualTo(End.SYSTEM_LOST);
        assertThat(outcome.toString()).contains("unexpectedly exited with 255");
        assertThat(results()).contains("before", "TestAbortedError(");
        // SUP-07: which the system hears of nobody
        awaitEndOfTest();
    }
}

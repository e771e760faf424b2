package org.atex.executor;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.atex.core.time.Deadline;
import org.atex.executor.script.TestOrders;
import org.atex.executor.script.WorkDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a test has written before {@code disconnect}, where the word overtakes it on its way: a
 * wrapper that passes on no output before it is asked to. Once let go of, it looks what is stored.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LastOutputTest {

    private static final String ASKED_ONLY =
            """
            import os, socket
            order = b""
            def read():
                data = os.read(0, 65536)
                if not data:
                    raise EOFError("let go of before it was asked")
                return data
            while b"run " not in order:
                order += read()
            def let_go_of():
                with open("STORED", "rb") as stored, open("SEEN", "wb") as seen:
                    seen.write(stored.read())
            os.write(2, b"started 999999 %d boot\\n" % os.getpid())
            """;

    private static final String ON_STDOUT =
            """
            os.write(1, b"disconnect\\nnoop\\n")
            while not order.endswith(b"pass\\n"):
                order += read()
            os.write(2, b"output 9\\nlast ")
            os.write(2, b"word\\npassed 9\\n")
            while os.read(0, 65536):
                pass
            let_go_of()
            """;

    private static final String ON_A_SOCKET =
            """
            control = socket.socket(socket.AF_UNIX)
            control.connect([os.path.join("SOCKETS", name) for name in os.listdir("SOCKETS")][0])
            control.sendall(b"disconnect\\nnoop\\n")
            while not order.endswith(b"pass\\n"):
                order += read()
            os.write(2, b"passed 9\\n")
            os.write(1, b"last ")
            os.write(1, b"word\\n")
            control.recv(1)
            let_go_of()
            """;

    @TempDir Path temp;

    private OpenSshServer server;

    @AfterEach
    void release() {
        if (server != null) {
            server.release();
        }
    }

    // OUT-02, CTL-19
    @Test
    void outputOnItsWayIsKeptBeforeATestWithoutASocketIsLetGoOf() throws Exception {
        server = new OpenSshServer(List.of("ed25519"), "AllowStreamLocalForwarding no");

        assertThat(storedWhenLetGoOf(ASKED_ONLY + ON_STDOUT)).isEqualTo("last word\n");
    }

    // OUT-02, SUP-11: the server may bring the answer before the output
    @Test
    void outputOnItsWayIsKeptBeforeATestWithASocketIsLetGoOf() throws Exception {
        server = new OpenSshServer();

        assertThat(storedWhenLetGoOf(ASKED_ONLY + ON_A_SOCKET)).isEqualTo("last word\n");
    }

    // REC-02: whatever the system does, the test is let go of
    @Test
    void systemThatAnswersNothingIsWaitedForOnlyAWhile() throws Exception {
        server = new OpenSshServer(List.of("ed25519"), "AllowStreamLocalForwarding no");
        String silent =
                """
                os.write(1, b"disconnect\\n")
                while os.read(0, 65536):
                    pass
                let_go_of()
                """;

        assertThat(storedWhenLetGoOf(ASKED_ONLY + silent)).isEmpty();
    }

    private String storedWhenLetGoOf(String wrapper) throws Exception {
        SshSystem system = server.reserve(Deadline.after(ofMinutes(1)));
        Path sockets = Files.createDirectory(temp.resolve("s"));
        Path artifacts = Files.createDirectory(temp.resolve("artifacts"));
        TestRun test = TestRun.named("/test", "unused").build();
        Attempt attempt = new Attempt(1, test, 1, "box", Platform.any(), artifacts);
        WorkDirectory work =
                new WorkDirectory(temp.toString(), sockets.toString(), "/usr/bin/python3");
        ExecutorOptions options = AttemptRunTest.OPTIONS;
        try (ExecutorThreads threads = new ExecutorThreads("box");
                RemoteSystem remote =
                        new RemoteSystem(
                                system, options.timings(), options.passphrases(), threads);
                Recording recording =
                        Recording.open(
                                attempt,
                                result -> {},
                                options.collecting(),
                                false,
                                Optional.empty())) {
            Files.writeString(
                    temp.resolve("wrapper.py"),
                    wrapper.replace("STORED", recording.output().toString())
                            .replace("SEEN", temp.resolve("seen").toString())
                            .replace("SOCKETS", sockets.toString()));
            TestOrders orders = new TestOrders(work, SystemSetup.none(), Map.of());
            PlainTests tests =
                    new PlainTests(remote, () -> true, attempt, work, orders, options, threads);
            try (TestProcess process = tests.start(0, recording)) {
                Ending ending = process.await();

                assertThat(ending).isEqualTo(Ending.REBOOTS);
            }
        }
        return Files.readString(temp.resolve("seen"));
    }
}

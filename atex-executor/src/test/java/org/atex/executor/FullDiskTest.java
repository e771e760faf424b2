package org.atex.executor;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.atex.core.execute.TestExecutor;
import org.atex.core.result.TestOutcome;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.atex.core.time.Deadline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The runner stores artifacts on a real disk that has room for 1 MiB. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class FullDiskTest {

    private static final String OUTPUT = "head -c 4000000 /dev/zero";

    private static final String FILE =
            """
            json='{"name": "big", "files": [{"name": "file", "length": 4000000}]}'
            { printf 'result %d\\n%s' ${#json} "$json"; head -c 4000000 /dev/zero; } \
                >&$ATEX_TEST_CONTROL
            """;

    @TempDir Path temp;

    private Path disk;
    private boolean mounted;
    private OpenSshServer server;
    private TestExecutor executor;

    @BeforeEach
    void start() throws Exception {
        disk = Files.createDirectory(temp.resolve("disk"));
        mounted = succeeds("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString());
        assumeTrue(mounted, "file systems can be mounted here");
        server = new OpenSshServer();
        executor =
                SshTestExecutor.factory()
                        .open(server.reserve(Deadline.after(ofMinutes(1))), server::isAlive);
        executor.start(SystemSetup.none(), Deadline.never());
    }

    @AfterEach
    void stop() throws Exception {
        if (executor != null) {
            executor.close();
        }
        if (server != null) {
            server.release();
        }
        if (mounted) {
            assertThat(succeeds("umount", disk.toString())).isTrue();
        }
    }

    private static boolean succeeds(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private TestOutcome run(Path directory, String script) throws IOException {
        TestRun test = TestRun.named("/test", script).timeLimit(ofMinutes(10)).build();
        return executor.run(
                new Attempt(1, test, 1, "sshd", Platform.any(), Files.createDirectory(directory)),
                result -> {});
    }

    // ERR-04, WRP-08: whatever fills it; the next test has another disk, and the same supervisor
    @ParameterizedTest
    @ValueSource(strings = {OUTPUT, FILE})
    void fullDiskEndsTheTestAndIsThrownAndTheNextTestRuns(String filling) throws Exception {
        String script =
                """
                trap '' HUP PIPE
                echo $$ >%s
                printf 'result 18\\n{"name": "before"}' >&$ATEX_TEST_CONTROL
                %s
                sleep 1000
                """
                        .formatted(temp.resolve("pid"), filling);

        assertThatThrownBy(() -> run(disk.resolve("full"), script))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No space left");

        assertThat(disk.resolve("full/results")).content().startsWith("{\"name\": \"before\"}\n");
        long pid = Long.parseLong(Files.readString(temp.resolve("pid")).strip());
        Optional<ProcessHandle> test = ProcessHandle.of(pid);
        assertThat(test.filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(run(temp.resolve("next"), "exit 5").exitedWith(5)).isTrue();
        executor.stop(Deadline.after(ofSeconds(30)));
        assertThat(server.workRoot()).isEmptyDirectory();
    }
}

package org.atex.executor;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A login that is not root, with another shell than bash. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class PlainUserTest {

    private static final String ADD_USER =
            """
            useradd -m -s /bin/sh plain
            cp -r /root/.ssh /home/plain/; chown -R plain: /home/plain/.ssh
            """;

    @TempDir Path temp;

    private SshContainer container;
    private TestExecutor executor;
    private int attempts;

    @BeforeEach
    void start() throws Exception {
        container = new SshContainer();
        SshSystem system = container.reserve(Deadline.after(ofMinutes(2)));
        container.execute("bash", "-c", ADD_USER);
        executor = SshTestExecutor.factory().open(system.withUser("plain"), container::isAlive);
        executor.start(SystemSetup.none(), Deadline.never());
    }

    @AfterEach
    void stop() {
        if (executor != null) {
            executor.close();
        }
        if (container != null) {
            container.release();
        }
    }

    private TestOutcome run(TestRun.Builder test) throws IOException {
        Path directory = Files.createDirectory(temp.resolve("attempt-" + attempts));
        return executor.run(
                new Attempt(attempts++, test.build(), 1, "c", Platform.any(), directory),
                result -> {});
    }

    @Test
    void worksBelowADirectoryThatSurvivesReboots() throws Exception {
        TestOutcome outcome =
                run(TestRun.named("/a", "id -un; echo $TMT_TREE; stat -c %a $ATEX_TEST_SOCKET"));

        assertThat(outcome.passed()).isTrue();
        assertThat(Files.readString(temp.resolve("attempt-0/files/output.txt")))
                .matches("plain\n/var/tmp/atex-\\w+/tests\n600\n");

        executor.stop(Deadline.never());
        assertThat(container.execute("sh", "-c", "ls -d /var/tmp/atex-* /tmp/atex-* || true"))
                .isEmpty();
    }

    @Test
    void testIsEndedToo() throws Exception {
        TestOutcome outcome =
                run(TestRun.named("/a", "trap '' HUP; sleep 100").timeLimit(ofSeconds(1)));

        assertThat(outcome.end()).isEqualTo(End.TIMED_OUT);
        assertThat(container.execute("sh", "-c", "pgrep -u plain sleep || true")).isEmpty();
    }
}

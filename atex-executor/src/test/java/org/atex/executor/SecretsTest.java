package org.atex.executor;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.atex.core.execute.TestExecutor;
import org.atex.core.execute.TestExecutorFactory;
import org.atex.core.result.TestOutcome;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.SetupStep;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.atex.core.time.Deadline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Invariant 5: what is secret is told to nobody who does not need it. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class SecretsTest {

    private static final String PASSPHRASE = "passphrase-8c1b66";
    private static final String OF_PLAN = "secret-plan-55f0c2";
    private static final String OF_TEST = "secret-test-9d41aa";
    private static final String OF_EXECUTOR = "secret-executor-e07733";
    private static final List<String> SECRETS = List.of(PASSPHRASE, OF_PLAN, OF_TEST, OF_EXECUTOR);

    @TempDir Path temp;

    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
    private final PrintStream errors = System.err;
    private OpenSshServer server;

    @BeforeEach
    void startServer() throws InterruptedException {
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
        server = new OpenSshServer(List.of("ed25519"), "LogLevel DEBUG3");
        server.reserve(Deadline.after(ofMinutes(1)));
    }

    @AfterEach
    void stopServer() {
        System.setErr(errors);
        if (server != null) {
            server.release();
        }
    }

    private static void assertNoSecretIn(String what, String text) {
        for (String secret : SECRETS) {
            assertThat(text.contains(secret)).as("%s tells %s", what, secret).isFalse();
        }
    }

    private static SystemSetup setup(String step) {
        return SystemSetup.none()
                .withEnvironment("OF_PLAN", OF_PLAN)
                .withPrepare(new SetupStep.Script(step));
    }

    private TestExecutorFactory factory() {
        return SshTestExecutor.builder()
                .environment(Map.of("OF_EXECUTOR", OF_EXECUTOR))
                .passphrases(key -> Optional.of(PASSPHRASE.toCharArray()))
                .factory();
    }

    private SshSystem lockedSystem() throws IOException, InterruptedException {
        Path key = server.makeKey("ed25519", "locked", PASSPHRASE);
        server.allow(server.directory().resolve("locked.pub"));
        return server.system().withKey(key);
    }

    // ENV-06
    @Test
    void secretsAreInNoLogAndNoArgumentList() throws Exception {
        try (TestExecutor executor = factory().open(lockedSystem(), server::isAlive)) {
            executor.start(setup("test -n \"$OF_PLAN\""), Deadline.never());
            String script =
                    """
                    test -n "$OF_PLAN" -a -n "$OF_TEST" -a -n "$OF_EXECUTOR"
                    for process in /proc/[0-9]*; do
                        tr '\\0' ' ' <$process/cmdline || true
                        echo
                    done 2>/dev/null >%s
                    """
                            .formatted(temp.resolve("arguments"));

            TestOutcome outcome = run(executor, script);

            assertThat(outcome.passed()).as(outcome.toString()).isTrue();
            assertThat(executor.toString()).startsWith("executor of ");
            executor.stop(Deadline.never());
        }

        String arguments = Files.readString(temp.resolve("arguments"), StandardCharsets.UTF_8);
        assertThat(arguments).contains("test.sh");
        assertNoSecretIn("an argument list", arguments);
        assertNoSecretIn("the log of the server", server.logged());
        assertNoSecretIn("our log", logged.toString(StandardCharsets.UTF_8));
        assertThat(server.workRoot()).isEmptyDirectory();
    }

    @Test
    void secretsAreInNoMessageOfAFailure() throws Exception {
        try (TestExecutor executor = factory().open(lockedSystem(), server::isAlive)) {
            Throwable failure =
                    catchThrowable(
                            () -> executor.start(setup("echo hm; exit 3"), Deadline.never()));

            assertThat(failure).hasMessageContaining("hm");
            assertNoSecretIn("the failure", trace(failure));
        }
        Path other = server.makeKey("ed25519", "other", "another passphrase");
        SshSystem unusable = server.system().withKey(other);
        try (TestExecutor executor = factory().open(unusable, server::isAlive)) {
            Throwable failure =
                    catchThrowable(() -> executor.start(SystemSetup.none(), Deadline.never()));

            assertThat(failure).hasMessageEndingWith("its passphrase is another one");
            assertNoSecretIn("the failure", trace(failure));
        }
        assertNoSecretIn("our log", logged.toString(StandardCharsets.UTF_8));
    }

    private static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    @Test
    void filesOnTheSystemAreForTheLoginUserOnly() throws Exception {
        try (TestExecutor executor = factory().open(lockedSystem(), server::isAlive)) {
            executor.start(
                    setup("echo \"KEPT=$OF_PLAN\" >>$TMT_PLAN_ENVIRONMENT_FILE"), Deadline.never());

            TestOutcome outcome = run(executor, "test \"$KEPT\" = \"$OF_PLAN\"");

            assertThat(outcome.passed()).as(outcome.toString()).isTrue();
            try (Stream<Path> files = Files.walk(server.workRoot())) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                    if (SECRETS.stream().anyMatch(content::contains)) {
                        assertThat(Files.getPosixFilePermissions(file).toString())
                                .as(file.toString())
                                .doesNotContain("OTHERS", "GROUP");
                    }
                }
            }
            executor.stop(Deadline.never());
        }
    }

    private TestOutcome run(TestExecutor executor, String script) throws IOException {
        Path directory = Files.createDirectory(temp.resolve("attempt"));
        TestRun test =
                TestRun.named("/test", script).environment(Map.of("OF_TEST", OF_TEST)).build();
        return executor.run(
                new Attempt(0, test, 1, "sshd", Platform.any(), directory), result -> {});
    }
}

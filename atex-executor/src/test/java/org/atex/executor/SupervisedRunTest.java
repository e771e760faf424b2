package org.atex.executor;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.atex.core.execute.AttemptListener;
import org.atex.core.execute.TestExecutor;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestOutcome.End;
import org.atex.core.result.TestResult;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.atex.core.time.Deadline;
import org.atex.executor.collect.CollectorLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A runner and the supervisor of its system, when one of them or the way between is lost. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class SupervisedRunTest {

    private static final String WORDS =
            """
            report() { printf 'result %d\\n%s' ${#1} "$1" >&$ATEX_TEST_CONTROL; }
            """;

    @TempDir Path temp;

    private OpenSshServer server;
    private TestExecutor executor;
    private volatile BooleanSupplier alive = () -> true;
    private int attempts;

    @BeforeEach
    void start() throws InterruptedException {
        server = new OpenSshServer();
        executor =
                SshTestExecutor.factory()
                        .open(
                                server.reserve(Deadline.after(ofMinutes(1))),
                                () -> alive.getAsBoolean());
        executor.start(SystemSetup.none(), Deadline.never());
    }

    @AfterEach
    void release() throws InterruptedException {
        try {
            executor.stop(Deadline.after(ofSeconds(30)));
            assertThat(server.workRoot()).isEmptyDirectory();
        } finally {
            executor.close();
            server.release();
        }
    }

    private Attempt attempt(String script) throws IOException {
        Path directory = Files.createDirectory(temp.resolve("attempt-" + attempts));
        TestRun test = TestRun.named("/test", WORDS + script).timeLimit(ofSeconds(60)).build();
        return new Attempt(attempts++, test, 1, "sshd", Platform.any(), directory);
    }

    private TestOutcome run(String script, AttemptListener listener) throws IOException {
        return executor.run(attempt(script), listener);
    }

    @Test
    void testGoesOnAtTheNextByteWhenItsConnectionIsLost() throws Exception { // SUP-06, ERR-03
        List<TestResult> heard = new ArrayList<>();
        String script =
                """
                report '{"name": "before"}'
                echo before
                until [ -e %s ]; do sleep 0.05; done
                echo after
                report '{"name": "after"}'
                """
                        .formatted(temp.resolve("go"));

        TestOutcome outcome =
                run(
                        script,
                        result -> {
                            heard.add(result);
                            if (heard.size() == 1) {
                                server.cutConnections();
                                create(temp.resolve("go"));
                            }
                        });

        assertThat(outcome.passed()).as(outcome.toString()).isTrue();
        assertThat(heard)
                .extracting(result -> result.name().orElse(""))
                .containsExactly("before", "after", "");
        assertThat(temp.resolve("attempt-0/files/output.txt")).hasContent("before\nafter\n");
        assertThat(temp.resolve("attempt-0").toFile().list())
                .containsExactlyInAnyOrder("results", "files"); // ART-01
    }

    private static void create(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void testThatCouldNotBeEndedIsEndedBeforeTheNextOne() throws Exception { // WRP-08, SUP-13
        String script =
                """
                echo $$ >%s
                trap '' HUP
                report '{"name": "up"}'
                sleep 100
                """
                        .formatted(temp.resolve("pid"));

        TestOutcome outcome =
                run(
                        script,
                        result -> {
                            alive = () -> false;
                            server.cutConnections();
                        });

        assertThat(outcome.end()).isEqualTo(End.SYSTEM_LOST);
        assertThat(Processes.runs(temp.resolve("pid"))).as("nobody could end it").isTrue();
        alive = () -> true;
        assertThat(run("true", result -> {}).passed()).isTrue();
        assertThat(Processes.runs(temp.resolve("pid"))).isFalse();
    }

    @Test
    void attemptOfWhichNothingIsLeftIsLost() throws Exception { // SUP-07, ART-01
        Attempt neverBegun = attempt("true");
        Attempt ended = attempt("true");
        executor.run(ended, result -> {});
        List<String> lines = Files.readAllLines(ended.directory().resolve("results"));

        assertThat(executor.attach(neverBegun, result -> {}).end()).isEqualTo(End.SYSTEM_LOST);
        assertThat(executor.attach(ended, result -> {}).end()).isEqualTo(End.SYSTEM_LOST);

        assertThat(neverBegun.directory().resolve("results"))
                .content()
                .contains("TestAbortedError(test wrapper unexpectedly exited with 255");
        assertThat(ended.directory().resolve("results")).hasContent(String.join("\n", lines));
    }

    @Test
    void attemptWhoseRunnerDiedBeforeItCouldStartTheTestIsStarted() throws Exception { // DUR-07
        List<String> attachments = new ArrayList<>();
        Attempt first = attempt("report '{\"name\": \"up\"}'");
        executor.run(first, result -> attachments.add(attachment(first)));
        Attempt left = attempt("exit 7");
        begin(left.directory());
        Files.writeString(
                left.directory().resolve("attach"),
                attachments.get(0).replaceFirst("\"attempt\":\"\\w", "\"attempt\":\"x"));

        TestOutcome outcome = executor.attach(left, result -> {});

        assertThat(outcome.exitedWith(7)).as(outcome.toString()).isTrue();
    }

    /** As a runner leaves it that is killed before it can write more. */
    private void begin(Path directory) throws IOException {
        Attempt begun = attempt("unused");
        try (Recording ignored =
                Recording.open(
                        begun, result -> {}, CollectorLimits.DEFAULT, true, Optional.empty())) {
            for (String name : begun.directory().toFile().list()) {
                Files.copy(begun.directory().resolve(name), directory.resolve(name));
            }
        }
    }

    private static String attachment(Attempt of) {
        try {
            Path file = of.directory().resolve("attach");
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

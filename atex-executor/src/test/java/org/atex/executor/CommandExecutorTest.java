package org.atex.executor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.atex.core.InvalidArgumentException;
import org.atex.core.execute.AttemptListener;
import org.atex.core.execute.TestExecutor;
import org.atex.core.execute.TestExecutorFactory;
import org.atex.core.result.Status;
import org.atex.core.result.TestError;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestOutcome.End;
import org.atex.core.result.TestResult;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.atex.core.time.Deadline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain commands on a private OpenSSH server. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class CommandExecutorTest {

    @TempDir Path temp;

    private final OpenSshServer server = new OpenSshServer();
    private TestExecutor executor;

    private void start(TestExecutorFactory factory) throws Exception {
        SshSystem system = server.reserve(Deadline.after(ofMinutes(1)));
        executor = factory.open(system, server::isAlive);
        executor.start(SystemSetup.none(), Deadline.after(ofMinutes(1)));
    }

    private void start(String... command) throws Exception {
        start(CommandExecutor.factory(Map.of("/a", List.of(command))));
    }

    @AfterEach
    void release() {
        if (executor != null) {
            executor.close();
        }
        server.release();
    }

    private Attempt attempt(String test) {
        TestRun run = TestRun.named(test, "never used").timeLimit(ofSeconds(1)).build();
        return new Attempt(1, run, 1, "sshd", Platform.any(), temp);
    }

    private TestOutcome run(AttemptListener listener) throws IOException {
        return executor.run(attempt("/a"), listener);
    }

    private TestOutcome run() throws IOException {
        return run(result -> {});
    }

    private String results() throws IOException {
        return Files.readString(temp.resolve("results"));
    }

    private String output() throws IOException {
        return Files.readString(temp.resolve("files/output.txt"));
    }

    // CMD-01
    @Test
    void argumentsArriveAsTheyAre() throws Exception {
        start("printf", "<%s>\\n", "", "two words", "it's", "$HOME; *", "\"\\\n", "ü");

        TestOutcome outcome = run();

        assertThat(outcome.passed()).isTrue();
        assertThat(output()).isEqualTo("<>\n<two words>\n<it's>\n<$HOME; *>\n<\"\\\n>\n<ü>\n");
    }

    // CMD-01
    @Test
    void theOneResultNamesTheOutput() throws Exception {
        start("sh", "-c", "echo out; echo err >&2; echo out again");
        List<TestResult> heard = new ArrayList<>();

        run(heard::add);

        assertThat(results()).isEqualTo("{\"status\": \"pass\", \"files\": [\"output.txt\"]}\n");
        assertThat(output()).isEqualTo("out\nerr\nout again\n");
        assertThat(heard).hasSize(1);
        assertThat(temp).isDirectoryNotContaining(file -> file.toString().contains(".atex"));
    }

    // CMD-01
    @Test
    void theOutputMayHaveAnotherName() throws Exception {
        start(
                CommandExecutor.builder(Map.of("/a", List.of("echo", "hello")))
                        .output("logs/it.log")
                        .factory());

        run();

        assertThat(results()).isEqualTo("{\"status\": \"pass\", \"files\": [\"logs/it.log\"]}\n");
        assertThat(temp.resolve("files/logs/it.log")).hasContent("hello");
    }

    // CMD-02, CMD-03
    @Test
    void exitCodeIsReturnedAndDecides() throws Exception {
        start("sh", "-c", "exit 42");

        TestOutcome outcome = run();

        assertThat(outcome.end()).isEqualTo(End.EXITED);
        assertThat(outcome.exitCode()).isEqualTo(OptionalInt.of(42));
        assertThat(results()).isEqualTo("{\"status\": \"fail\", \"files\": [\"output.txt\"]}\n");
    }

    // CMD-02
    @Test
    void programThatIsNotThereFails() throws Exception {
        start("/no/such/program");

        TestOutcome outcome = run();

        assertThat(outcome.exitCode()).isEqualTo(OptionalInt.of(127));
        assertThat(output()).contains("/no/such/program");
    }

    // CMD-02
    @Test
    void signalEndsItWithACodeOfItsOwn() throws Exception {
        start("sh", "-c", "kill -TERM $$");

        assertThat(run().exitCode()).isEqualTo(OptionalInt.of(128 + 15));
    }

    // CMD-02
    @Test
    void thereIsNeitherControlStreamNorTimeLimitNorInput() throws Exception {
        start("sh", "-c", "cat; env | grep -e ATEX -e TMT; sleep 2; ls \"$HOME\"");

        TestOutcome outcome = run();

        assertThat(outcome.passed()).isTrue();
        assertThat(outcome.took()).isGreaterThan(ofSeconds(1)); // the limit of the test
        assertThat(output()).isEmpty();
        assertThat(server.workRoot()).isEmptyDirectory();
    }

    // CMD-03
    @Test
    void exitCodeAndOutputMayDecide() throws Exception {
        CommandVerdict verdict =
                (code, output) ->
                        code == 3 && Files.readString(output).equals("looks odd\n")
                                ? Status.WARN
                                : Status.ERROR;
        start(
                CommandExecutor.builder(Map.of("/a", List.of("sh", "-c", "echo looks odd; exit 3")))
                        .verdict(verdict)
                        .factory());

        TestOutcome outcome = run();

        assertThat(outcome.status()).contains(Status.WARN);
        assertThat(results()).startsWith("{\"status\": \"warn\"");
    }

    // CMD-01
    @Test
    void moreOutputThanAWindowComesComplete() throws Exception {
        start("seq", "1000000");

        run();

        assertThat(output()).hasSize(6_888_896).endsWith("\n999999\n1000000\n");
    }

    // CMD-01
    @Test
    void outputOfADaemonIsNotWaitedForForEver() throws Exception {
        start("sleep 1000 & echo $! >%s; echo started");
        Future<TestOutcome> running = runInBackground(attempt("/a"));
        List<ProcessHandle> daemon = family();

        assertThat(running.get(60, TimeUnit.SECONDS).passed()).isTrue();
        assertThat(output()).isEqualTo("started\n");
        assertThat(daemon).allMatch(ProcessHandle::destroyForcibly);
    }

    // ERR-02
    @Test
    void unknownTestIsRefused() throws Exception {
        start("true");

        assertThatThrownBy(() -> executor.run(attempt("/b"), result -> {}))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("/b is none of the commands");
        assertThat(temp).isEmptyDirectory();
    }

    /** Tells its process ids, and that of a child, to who reads the pipe, and stays. */
    private static final String FAMILY =
            "sleep 1000 & trap '' TERM HUP INT; echo up; echo $$ $! >%s; while :; do wait; done";

    private Path pipe;

    private void startFamily() throws Exception {
        start(FAMILY);
    }

    private void start(String script) throws Exception {
        pipe = temp.resolveSibling(temp.getFileName() + ".pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        start("bash", "-c", script.formatted(pipe));
    }

    @AfterEach
    void removePipe() throws IOException {
        if (pipe != null) {
            Files.delete(pipe);
        }
    }

    private Future<TestOutcome> runInBackground(Attempt attempt) {
        FutureTask<TestOutcome> task = new FutureTask<>(() -> executor.run(attempt, result -> {}));
        new Thread(task, "run").start();
        return task;
    }

    /** Waits until the command tells its process ids. */
    private List<ProcessHandle> family() throws IOException {
        return Stream.of(Files.readString(pipe).strip().split(" "))
                .map(id -> ProcessHandle.of(Long.parseLong(id)).orElseThrow())
                .toList();
    }

    private void assertCancelled(Future<TestOutcome> running, List<ProcessHandle> family)
            throws Exception {
        TestOutcome outcome = running.get(5, TimeUnit.SECONDS);

        assertThat(outcome.end()).isEqualTo(End.CANCELLED);
        assertThat(outcome.error().map(TestError::message)).contains("cancel requested");
        assertThat(results())
                .isEqualTo(
                        "{\"status\": \"infra\", \"note\": \"TestAbortedError(cancel requested)\","
                                + " \"files\": [\"output.txt\"]}\n");
        for (ProcessHandle process : family) {
            process.onExit().get(30, TimeUnit.SECONDS);
        }
    }

    // CMD-04
    @Test
    void cancelOfTheExecutorKillsTheCommandAndItsChildren() throws Exception {
        startFamily();
        Future<TestOutcome> running = runInBackground(attempt("/a"));
        List<ProcessHandle> family = family();

        executor.cancel();

        assertCancelled(running, family);
    }

    // CMD-04
    @Test
    void cancelOfTheAttemptKillsTheCommand() throws Exception {
        startFamily();
        Attempt attempt = attempt("/a");
        Future<TestOutcome> running = runInBackground(attempt);
        List<ProcessHandle> family = family();

        attempt.cancel();

        assertCancelled(running, family);
    }

    // CMD-04
    @Test
    void interruptOfTheCallerKillsTheCommand() throws Exception {
        startFamily();
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        FutureTask<TestOutcome> task =
                new FutureTask<>(
                        () -> {
                            TestOutcome outcome = run();
                            flag.complete(Thread.interrupted());
                            return outcome;
                        });
        Thread caller = new Thread(task, "run");
        caller.start();
        List<ProcessHandle> family = family();

        caller.interrupt();

        assertCancelled(task, family);
        assertThat(flag.get(30, TimeUnit.SECONDS)).isTrue();
    }

    // CMD-04
    @Test
    void attemptCancelledBeforeItsRunStartsNothing() throws Exception {
        start("touch", "started");
        Attempt attempt = attempt("/a");
        attempt.cancel();

        TestOutcome outcome = executor.run(attempt, result -> {});

        assertThat(outcome.end()).isEqualTo(End.CANCELLED);
        assertThat(server.directory().resolve("home/started")).doesNotExist();
    }

    // CMD-04
    @Test
    void cancelWorksInTheMiddleOfFastOutput() throws Exception {
        start("yes & echo $$ $! >%s; wait");
        Attempt attempt = attempt("/a");
        Future<TestOutcome> running = runInBackground(attempt);
        List<ProcessHandle> unused = family();

        attempt.cancel();

        assertThat(running.get(5, TimeUnit.SECONDS).end()).isEqualTo(End.CANCELLED);
    }

    // CMD-02
    @Test
    void lostConnectionIsALostSystem() throws Exception {
        startFamily();
        Future<TestOutcome> running = runInBackground(attempt("/a"));
        List<ProcessHandle> family = family();

        server.cutConnections();

        TestOutcome outcome = running.get(30, TimeUnit.SECONDS);
        family.forEach(ProcessHandle::destroyForcibly);
        assertThat(outcome.end()).isEqualTo(End.SYSTEM_LOST);
        assertThat(outcome.exitCode()).isEmpty();
        assertThat(results()).startsWith("{\"status\": \"infra\"");
    }

    // LIM-06
    @Test
    void outputIsCutAtItsLimit() throws Exception {
        start(
                CommandExecutor.builder(Map.of("/a", List.of("seq", "100000")))
                        .maxOutputBytes(4)
                        .factory());

        assertThat(run().passed()).isTrue();
        assertThat(output()).isEqualTo("1\n2\n[output cut after 4 bytes]\n");
    }

    // AGG-15
    @Test
    void storedResultsAreToldAgain() throws Exception {
        TestExecutorFactory factory = CommandExecutor.factory(Map.of("/a", List.of("true")));
        start(factory);
        run();
        List<TestResult> again = new ArrayList<>();

        factory.replay(temp, again::add);

        assertThat(again).hasSize(1);
    }

    // CMD-01
    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a\nb", ".."})
    void nameThatLeadsNowhereIsRefused(String name) {
        assertThatThrownBy(() -> CommandExecutor.builder(Map.of()).output(name).factory())
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("is no name of a file");
    }

    // CMD-01
    @Test
    void commandsThatCannotBeRunAreRefused() {
        assertThatThrownBy(() -> CommandExecutor.factory(Map.of("/a", List.of())))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessage("/a: there is no program to run");
        String nul = new String(new byte[1], UTF_8);
        assertThatThrownBy(() -> CommandExecutor.factory(Map.of("/a", List.of("echo", nul))))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessage("/a: an argument holds a NUL");
    }
}

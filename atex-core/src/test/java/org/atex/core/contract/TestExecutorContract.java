package org.atex.core.contract;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.atex.core.InvalidArgumentException;
import org.atex.core.execute.AttemptListener;
import org.atex.core.execute.ExecutorException;
import org.atex.core.execute.TestExecutor;
import org.atex.core.execute.TestExecutorFactory;
import org.atex.core.result.ErrorKind;
import org.atex.core.result.Status;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestOutcome.End;
import org.atex.core.result.TestResult;
import org.atex.core.system.Provisioner;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.SetupStep;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.atex.core.time.Deadline;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link TestExecutor} does, on every kind of system. Subclass it, say how to make both,
 * and its tests are yours. The system needs bash and Python, as {@code python3}.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class TestExecutorContract {

    private static final Deadline SOON = Deadline.never();
    private static final AttemptListener NOBODY = result -> {};

    private final AtomicLong numbers = new AtomicLong();
    private Provisioner provisioner;
    private SshSystem system;

    @TempDir Path temp;

    /** What is tested. */
    protected abstract TestExecutorFactory factory();

    /** A system that nobody else uses. */
    protected abstract Provisioner newProvisioner();

    /** The system that all tests of this class share. */
    @BeforeAll
    protected void reserveSystem() throws InterruptedException {
        provisioner = newProvisioner();
        system = provisioner.reserve(Deadline.after(ofMinutes(2)));
    }

    /** Gives it back. */
    @AfterAll
    protected void releaseSystem() {
        if (provisioner != null) {
            provisioner.release();
        }
    }

    // Ends of tests

    // FBK-01, FBK-02, RUN-07, ART-01
    @Test
    void passingTestExitsWithZeroAndItsOutputIsKept() throws Exception {
        Ran ran = run("echo out; echo err >&2");

        assertThat(ran.outcome.passed()).isTrue();
        assertThat(ran.outcome.status()).contains(Status.PASS);
        assertThat(ran.lines()).containsExactly("{\"status\":\"pass\",\"files\":[\"output.txt\"]}");
        assertThat(ran.file("output.txt")).isEqualTo("out\nerr\n");
        assertThat(ran.directory.toFile().list()).containsExactlyInAnyOrder("results", "files");
    }

    // RUN-10, FBK-02
    @Test
    void failingTestKeepsItsExitCode() throws Exception {
        Ran ran = run("exit 3");

        assertThat(ran.outcome.exitedWith(3)).isTrue();
        assertThat(ran.outcome.status()).contains(Status.FAIL);
    }

    // RUN-06
    @Test
    void scriptEndsAtItsFirstFailingCommand() throws Exception {
        Ran ran = run("echo one\nfalse | true\necho two");

        assertThat(ran.outcome.exitedWith(1)).isTrue();
        assertThat(ran.file("output.txt")).isEqualTo("one\n");
    }

    // WRP-05
    @Test
    void testKilledByASignalHasTheExitCodeThatShellsGiveIt() throws Exception {
        assertThat(run("kill -KILL $$").outcome.exitedWith(137)).isTrue();
    }

    // RUN-10
    @Test
    void exitCode255IsOneLikeOthers() throws Exception {
        assertThat(run("exit 255").outcome.exitedWith(255)).isTrue();
    }

    // CTL-10
    @Test
    void exitCodeOfTheScriptCountsAfterTheOnesItReports() throws Exception {
        Ran ran = run("echo 'exitcode 7' >&$ATEX_TEST_CONTROL");

        assertThat(ran.outcome.exitedWith(0)).isTrue();
    }

    // RUN-06
    @Test
    void textOfTheTestIsTakenByteByByte() throws Exception {
        Ran ran = run("cat <<'EOF'\n'\"$HOME`\\ äöü\nEOF\nprintf '%s' \"no line feed at the end\"");

        assertThat(ran.file("output.txt")).isEqualTo("'\"$HOME`\\ äöü\nno line feed at the end");
    }

    // RUN-07
    @Test
    void standardInputIsEmpty() throws Exception {
        assertThat(run("cat; echo over").file("output.txt")).isEqualTo("over\n");
    }

    // OUT-02
    @Test
    void largeOutputIsComplete() throws Exception {
        Ran ran = run("head -c 5000000 /dev/zero | tr '\\0' x; echo; exec >&2; echo last");

        assertThat(ran.file("output.txt")).hasSize(5_000_006).endsWith("x\nlast\n");
    }

    // RUN-08
    @Test
    void testMayWantATerminal() throws Exception {
        Ran ran = run(test("tty >/dev/null && stty size && echo $TERM").tty(true));

        assertThat(ran.file("output.txt")).isEqualTo("24 80\r\nvt100\r\n");
    }

    // Results

    // CTL-01, CTL-16
    @Test
    void resultsComeWhileTheTestRuns() throws Exception {
        String flag = "/tmp/atex-contract-" + UUID.randomUUID();
        CompletableFuture<TestResult> heard = new CompletableFuture<>();
        String script =
                report("{\"status\": \"pass\", \"name\": \"first\"}")
                        + "until [ -e "
                        + flag
                        + " ]; do sleep 0.05; done; rm "
                        + flag
                        + "\n"
                        + report("{\"status\": \"info\", \"name\": \"second\"}");

        try (Session other = startSession(SystemSetup.none());
                Session session = startSession(SystemSetup.none())) {
            var running = async(() -> session.run(test(script), heard::complete));
            assertThat(heard.get(20, TimeUnit.SECONDS).name()).contains("first");
            other.run("touch " + flag);
            Ran ran = running.get(20, TimeUnit.SECONDS);

            assertThat(ran.outcome.passed()).isTrue();
            assertThat(ran.names()).containsExactly("first", "second", "");
        }
    }

    // RES-07, RES-09, PATH-01
    @Test
    void filesOfResultsAreStored() throws Exception {
        Ran ran =
                run(
                        report(
                                "{\"status\": \"fail\", \"name\": \"disk/io\", \"files\":"
                                        + " [{\"name\": \"dmesg.txt\", \"length\": 6}]}",
                                "oops!\\n"));

        assertThat(ran.reported.get(0).files()).containsExactly("dmesg.txt");
        assertThat(ran.file("disk/io/dmesg.txt")).isEqualTo("oops!\n");
    }

    // PAR-01, PAR-02, PAR-03
    @Test
    void partialResultsAreMerged() throws Exception {
        Ran ran =
                run(
                        report(
                                        "{\"partial\": true, \"status\": \"error\", \"note\": \"unfinished\"}")
                                + report("{\"status\": \"pass\", \"note\": null, \"x\": 1}"));

        assertThat(ran.lines()).containsExactly("{\"status\":\"pass\",\"x\":1}");
        assertThat(ran.outcome.status()).contains(Status.PASS);
    }

    // PAR-04, FBK-03
    @Test
    void partialResultOfATestThatDiesSaysWhatItWas() throws Exception {
        Ran ran =
                run(
                        report(
                                        "{\"partial\": true, \"status\": \"error\", \"note\": \"unfinished\"}")
                                + "kill -KILL $$");

        assertThat(ran.reported).hasSize(1);
        assertThat(ran.reported.get(0).status()).contains(Status.ERROR);
        assertThat(ran.reported.get(0).note()).contains("unfinished");
    }

    // CTL-02, CTL-03
    @Test
    void processesMayOpenConnectionsOfTheirOwn() throws Exception {
        Ran ran =
                run(
                        """
                        for i in 1 2 3; do
                        python3 - $i <<'EOF'
                        import os, socket, sys
                        s = socket.socket(socket.AF_UNIX)
                        s.connect(os.environ["ATEX_TEST_SOCKET"])
                        json = ('{"status": "pass", "name": "%s"}' % sys.argv[1]).encode()
                        s.sendall(b"result %d\\n" % len(json) + json)
                        EOF
                        done
                        """);

        assertThat(ran.outcome.passed()).isTrue();
        assertThat(ran.names()).containsExactlyInAnyOrder("1", "2", "3", "");
    }

    // CTL-03
    @Test
    void sixtyFourConnectionsMayBeOpenAtOnce() throws Exception {
        Ran ran =
                run(
                        """
                        python3 - <<'EOF'
                        import os, socket
                        all = [socket.socket(socket.AF_UNIX) for i in range(64)]
                        for s in all:
                            s.connect(os.environ["ATEX_TEST_SOCKET"])
                        for i, s in enumerate(all):
                            json = ('{"name": "%d"}' % i).encode()
                            s.sendall(b"result %d\\n" % len(json) + json)
                        EOF
                        """);

        assertThat(ran.outcome.passed()).isTrue();
        assertThat(ran.reported).hasSize(65);
    }

    // CTL-18
    @Test
    void resultSentJustBeforeTheEndIsNeverLost() throws Exception {
        String script =
                """
                python3 -c '
                import os, socket
                s = socket.socket(socket.AF_UNIX)
                s.connect(os.environ["ATEX_TEST_SOCKET"])
                s.sendall(b"result 15\\n{\\"name\\": \\"own\\"}")
                os._exit(0)'
                """
                        + report("{\"name\": \"inherited\"}");
        try (Session session = startSession(SystemSetup.none())) {
            for (int i = 0; i < 10; i++) {
                Ran ran = session.run(script);

                assertThat(ran.outcome.passed()).as(ran.outcome.toString()).isTrue();
                assertThat(ran.names()).containsExactlyInAnyOrder("own", "inherited", "");
            }
        }
    }

    // CTL-15, FBK-04, ERR-01
    @Test
    void brokenControlStreamEndsTheTest() throws Exception {
        Ran ran = run("echo nonsense >&$ATEX_TEST_CONTROL; sleep 100");

        assertThat(ran.outcome.end()).isEqualTo(End.PROTOCOL_ERROR);
        assertThat(ran.outcome.error().orElseThrow().kind()).isEqualTo(ErrorKind.BAD_CONTROL);
        assertThat(ran.outcome.status()).contains(Status.INFRA);
        assertThat(ran.reported.get(0).note().orElseThrow()).startsWith("BadControlError(");
    }

    // CTL-15, ERR-01
    @Test
    void brokenResultEndsTheTest() throws Exception {
        Ran ran = run(report("[]") + "sleep 100");

        assertThat(ran.outcome.end()).isEqualTo(End.PROTOCOL_ERROR);
        assertThat(ran.outcome.error().orElseThrow().kind()).isEqualTo(ErrorKind.BAD_REPORT_JSON);
    }

    // ART-02, ERR-03
    @Test
    void directoryWithArtifactsIsRefusedAndLeftAlone() throws Exception {
        try (Session session = startSession(SystemSetup.none())) {
            Attempt attempt = attempt(test("true").build());
            Files.writeString(attempt.directory().resolve("results"), "mine");

            assertThatThrownBy(() -> session.executor.run(attempt, NOBODY))
                    .isInstanceOf(InvalidArgumentException.class);
            assertThat(attempt.directory().resolve("results")).hasContent("mine");
        }
    }

    // Set-up

    // RUN-01
    @Test
    void treeIsThereWithLinksModesAndTimesButWithoutGit() throws Exception {
        Path tree = Files.createDirectories(temp.resolve("tree"));
        Files.createDirectories(tree.resolve("a/very ' odd/name"));
        Files.createDirectories(tree.resolve(".git/objects"));
        Path program = Files.writeString(tree.resolve("a/program"), "#!/bin/sh\necho runs\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-x---"));
        Files.setLastModifiedTime(program, FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));
        Files.createSymbolicLink(tree.resolve("link"), Path.of("a/program"));
        Files.writeString(tree.resolve("a/" + "long".repeat(40) + "-äöü"), "x");

        try (Session session = startSession(SystemSetup.ofTree(tree))) {
            Ran ran =
                    session.run(
                            test("""
                                            pwd | sed "s|^$TMT_TREE||"
                                            ./program
                                            stat -c '%a %Y' program
                                            readlink ../link
                                            ls -A "$TMT_TREE"
                                            ls | grep long
                                            """)
                                    .directory("a"));

            assertThat(ran.file("output.txt"))
                    .isEqualTo(
                            "/a\nruns\n750 981173106\na/program\na\nlink\n"
                                    + "long".repeat(40)
                                    + "-äöü\n");
        }
    }

    // RUN-05, WRP-07
    @Test
    void directoryThatIsNotThereIsAFailureOfTheWrapper() throws Exception {
        Ran ran = run(test("true").directory("no/such"));

        assertThat(ran.outcome.end()).isEqualTo(End.SYSTEM_LOST);
        assertThat(ran.outcome.toString())
                .matches(
                        "test wrapper unexpectedly exited with \\d+ and disconnect was not sent via"
                                + " test control");
        assertThat(ran.outcome.status()).contains(Status.INFRA);
    }

    // ENV-01, ENV-02, ENV-03, ENV-04, RUN-02
    @Test
    void variablesComeInTheirOrder() throws Exception {
        String odd = "a 'b' \"c\" $d\n `e` \\ ä";
        SystemSetup setup =
                SystemSetup.none()
                        .withEnvironment("A", "plan")
                        .withEnvironment("B", "plan")
                        .withEnvironment("C", "plan")
                        .withEnvironment("TMT_TEST_NAME", "plan")
                        .withPrepare(
                                new SetupStep.Script("echo C=file >>$TMT_PLAN_ENVIRONMENT_FILE"));
        TestRun.Builder test =
                test("""
                                printf '%s\\n' "$A" "$B" "$C" "$ODD" "$TMT_TEST_NAME" "$REBOOTCOUNT"
                                test "$TMT_TREE" != mine -a -d "$TMT_TEST_DATA" -a -d "$TMT_PLAN_DATA"
                                grep -q '^name: /odd$' "$TMT_TEST_METADATA"
                                grep -q '^summary: .*hello: world' "$TMT_TEST_METADATA"
                                bash -c 'echo $C'
                                """)
                        .name("/odd")
                        .metadata(Map.of("summary", "hello: world", "tag", List.of("a", "b")))
                        .environment(
                                Map.of("B", "test", "C", "test", "ODD", odd, "TMT_TREE", "mine"));

        try (Session session = startSession(setup)) {
            Ran ran = session.run(test);

            assertThat(ran.file("output.txt"))
                    .isEqualTo("plan\ntest\nfile\n" + odd + "\n/odd\n0\nfile\n");
            assertThat(ran.outcome.passed()).isTrue();
        }
    }

    // RUN-02
    @Test
    void eachRunHasAFreshDirectory() throws Exception {
        try (Session session = startSession(SystemSetup.none())) {
            String leave = "cd $TMT_TEST_INVOCATION_PATH; mkdir -p old/in; chmod 0 old/in\n";
            assertThat(session.run(leave + "touch $TMT_TEST_DATA/old").outcome.passed()).isTrue();

            Ran ran = session.run("cd $TMT_TEST_INVOCATION_PATH; ls -A . $TMT_TEST_DATA");

            assertThat(ran.file("output.txt")).contains("metadata.yaml").doesNotContain("old");
        }
    }

    // ENV-06, ERR-02
    @Test
    void nameOfAVariableThatIsNoneIsRefused() throws Exception {
        try (Session session = startSession(SystemSetup.none())) {
            assertThatThrownBy(() -> session.run(test("true").environment(Map.of("A B", "secret"))))
                    .isInstanceOf(InvalidArgumentException.class)
                    .hasMessageContaining("A B")
                    .hasMessageNotContaining("secret");
        }
    }

    // PLN-01, PLN-02, PLN-03, PLN-04, PLN-05
    @Test
    void prepareAndFinishStepsRunInOrder() throws Exception {
        String log = "/tmp/atex-contract-" + UUID.randomUUID();
        SystemSetup setup =
                SystemSetup.none()
                        .withEnvironment("LOG", log)
                        .withPrepare(new SetupStep.Script("echo prepare 1 >>$LOG; X=1"))
                        .withPrepare(
                                new SetupStep.Script(
                                        "cat; test \"$PWD\" = \"$TMT_TREE\"; echo prepare 2$X >>$LOG"))
                        .withFinish(new SetupStep.Script("echo finish >>$LOG"));

        try (Session session = startSession(setup)) {
            session.run("echo test >>$LOG");
        }

        assertThat(run("cat " + log + "; rm " + log).file("output.txt"))
                .isEqualTo("prepare 1\nprepare 2\ntest\nfinish\n");
    }

    // PLN-05, PLN-06
    @Test
    void failingPrepareStepEndsTheStart() throws Exception {
        SystemSetup setup =
                SystemSetup.none()
                        .withPrepare(new SetupStep.Script("echo all is well"))
                        .withPrepare(new SetupStep.Script("echo disk on fire; false; true"))
                        .withPrepare(new SetupStep.Script("echo not reached"));
        try (TestExecutor executor = factory().open(system, () -> true)) {
            ExecutorException failure =
                    catchThrowableOfType(
                            ExecutorException.class, () -> executor.start(setup, SOON));

            assertThat(failure.kind()).isEqualTo(ErrorKind.SETUP);
            assertThat(failure)
                    .hasMessageContaining(system.toString())
                    .hasMessageContaining("disk on fire")
                    .hasMessageNotContaining("not reached");
            executor.stop(SOON);
        }
    }

    // PLN-06, RUN-12
    @Test
    void failingFinishStepIsToldAfterAllWasRemoved() throws Exception {
        SystemSetup setup = SystemSetup.none().withFinish(new SetupStep.Script("exit 5"));
        try (TestExecutor executor = factory().open(system, () -> true)) {
            executor.start(setup, SOON);
            String work = workDirectory(executor);

            assertThatThrownBy(() -> executor.stop(SOON))
                    .isInstanceOf(ExecutorException.class)
                    .hasMessageContaining("exit code 5");
            assertThat(run("test ! -e " + work).outcome.passed()).isTrue();
        }
    }

    // RUN-15
    @Test
    void startGivesUpAtItsDeadline() {
        SystemSetup setup = SystemSetup.none().withPrepare(new SetupStep.Script("sleep 100"));
        try (TestExecutor executor = factory().open(system, () -> true)) {
            Instant begin = Instant.now();

            assertThatThrownBy(() -> executor.start(setup, Deadline.after(ofSeconds(2))))
                    .isInstanceOf(ExecutorException.class);
            assertThat(Duration.between(begin, Instant.now())).isLessThan(ofSeconds(14));
        }
    }

    @Test
    void readyCommandIsWaitedFor() throws Exception {
        String flag = "/tmp/atex-contract-" + UUID.randomUUID();
        SshSystem slow =
                system.withReadyCommand("test -e " + flag + " || { touch " + flag + "; false; }");
        try (TestExecutor executor = factory().open(slow, () -> true)) {
            executor.start(SystemSetup.none(), SOON);
            executor.stop(SOON);
        }

        assertThat(run("rm " + flag).outcome.passed()).isTrue();
    }

    // Time

    // DUR-06, ERR-03
    @Test
    void testThatTakesTooLongIsEnded() throws Exception {
        Instant begin = Instant.now();
        Ran ran = run(test("echo begin; sleep 100").timeLimit(ofSeconds(1)));

        assertThat(ran.outcome.end()).isEqualTo(End.TIMED_OUT);
        assertThat(ran.outcome.toString()).isEqualTo("test duration timeout reached");
        assertThat(ran.reported.get(0).note())
                .contains("TestAbortedError(test duration timeout reached)");
        assertThat(ran.file("output.txt")).isEqualTo("begin\n");
        assertThat(Duration.between(begin, Instant.now())).isLessThan(ofSeconds(12));
    }

    // DUR-03, CTL-11
    @Test
    void testMayGiveItselfMoreTime() throws Exception {
        Ran ran =
                run(
                        test("echo 'duration +1m' >&$ATEX_TEST_CONTROL; sleep 1.5")
                                .timeLimit(ofSeconds(1)));

        assertThat(ran.outcome.passed()).isTrue();
        assertThat(ran.outcome.took()).isBetween(ofMillis(1_500), ofSeconds(10));
    }

    // CTL-11
    @Test
    void testMayGiveItselfLessTime() throws Exception {
        Ran ran = run("echo 'duration 1' >&$ATEX_TEST_CONTROL; sleep 100");

        assertThat(ran.outcome.end()).isEqualTo(End.TIMED_OUT);
    }

    // Cancel

    // CAN-01, CAN-03, WRP-08
    @Test
    void cancelledTestEndsAndLeavesNothingOfItsProcessGroup() throws Exception {
        try (Session session = startSession(SystemSetup.none())) {
            Attempt attempt =
                    attempt(
                            test("trap '' HUP TERM INT\n"
                                            + "sleep 1234567 & sleep 1234567 &\n"
                                            + report("{\"name\": \"up\"}")
                                            + "while true; do sleep 1; done")
                                    .build());
            CountDownLatch up = new CountDownLatch(1);
            var running = async(() -> session.executor.run(attempt, result -> up.countDown()));
            up.await();

            Instant begin = Instant.now();
            attempt.cancel();
            TestOutcome outcome = running.get(15, TimeUnit.SECONDS);

            assertThat(outcome.end()).isEqualTo(End.CANCELLED);
            assertThat(outcome.toString()).isEqualTo("cancel requested");
            assertThat(Duration.between(begin, Instant.now())).isLessThan(ofSeconds(10));
            assertThat(session.run(noProcess("sleep 1234567")).outcome.passed())
                    .as("usable after a cancel, and nothing left")
                    .isTrue();
        }
    }

    // CAN-02
    @Test
    void attemptCancelledBeforeDoesNotRun() throws Exception {
        String flag = "/tmp/atex-contract-" + UUID.randomUUID();
        try (Session session = startSession(SystemSetup.none())) {
            Attempt attempt = attempt(test("touch " + flag).build());
            attempt.cancel();

            TestOutcome outcome = session.executor.run(attempt, NOBODY);

            assertThat(outcome.end()).isEqualTo(End.CANCELLED);
            assertThat(outcome.status()).contains(Status.INFRA);
            assertThat(session.run("test ! -e " + flag).outcome.passed()).isTrue();
        }
    }

    // CAN-02
    @Test
    void executorCancelEndsWhatRunsAndIsNotRemembered() throws Exception {
        try (Session session = startSession(SystemSetup.none())) {
            session.executor.cancel();
            CountDownLatch up = new CountDownLatch(1);
            var running =
                    async(
                            () ->
                                    session.run(
                                            test(report("{\"name\": \"up\"}") + "sleep 100"),
                                            result -> up.countDown()));
            up.await();

            session.executor.cancel();

            assertThat(running.get(10, TimeUnit.SECONDS).outcome.end()).isEqualTo(End.CANCELLED);
            assertThat(session.run("true").outcome.passed()).isTrue();
        }
    }

    // CAN-02
    @Test
    void interruptOfTheCallerCancelsAndIsKept() throws Exception {
        try (Session session = startSession(SystemSetup.none())) {
            Thread caller = Thread.currentThread();

            Ran ran =
                    session.run(
                            test(report("{\"name\": \"up\"}") + "sleep 100"),
                            result -> caller.interrupt());

            assertThat(Thread.interrupted()).isTrue();
            assertThat(ran.outcome.end()).isEqualTo(End.CANCELLED);
        }
    }

    // CAN-01
    @Test
    void prepareCanBeCancelled() throws Exception {
        SystemSetup setup = SystemSetup.none().withPrepare(new SetupStep.Script("sleep 7654321"));
        try (TestExecutor executor = factory().open(system, () -> true)) {
            var running =
                    async(
                            () -> {
                                executor.start(setup, SOON);
                                return null;
                            });
            awaitProcess("sleep 7654321");

            Instant begin = Instant.now();
            executor.cancel();

            assertThatThrownBy(() -> running.get(15, TimeUnit.SECONDS))
                    .rootCause()
                    .satisfies(e -> assertThat(e).isNotNull());
            assertThat(Duration.between(begin, Instant.now())).isLessThan(ofSeconds(10));
            executor.stop(SOON);
            assertThat(run(noProcess("sleep 7654321")).outcome.passed()).isTrue();
        }
    }

    // What is left

    // CTL-18
    @Test
    void daemonThatKeepsItsDescriptorsDoesNotHoldUpTheRun() throws Exception {
        try (Session session = startSession(SystemSetup.none())) {
            Instant begin = Instant.now();
            Ran ran =
                    session.run(
                            "setsid bash -c 'while sleep 0.2; do echo x; done' & sleep 0.3; echo $!");

            assertThat(ran.outcome.passed()).isTrue();
            assertThat(Duration.between(begin, Instant.now())).isLessThan(ofSeconds(15));
            assertThat(session.run("pkill -f 'while sleep 0.2'; echo killed").outcome.passed())
                    .as("it lives on")
                    .isTrue();
        }
    }

    // WRP-06
    @Test
    void backgroundProcessOfTheGroupIsKilledAtTheEnd() throws Exception {
        try (Session session = startSession(SystemSetup.none())) {
            Ran ran = session.run("sleep 2345678 & sleep 0.1");

            assertThat(ran.outcome.passed()).isTrue();
            assertThat(session.run(noProcess("sleep 2345678")).outcome.passed()).isTrue();
        }
    }

    // WRP-07, REC-05
    @Test
    void wrapperThatIsKilledIsALostSystemWithoutLeftovers() throws Exception {
        try (Session session = startSession(SystemSetup.none())) {
            Ran ran = session.run("kill -KILL $PPID; exec sleep 3456789");

            assertThat(ran.outcome.end()).isEqualTo(End.SYSTEM_LOST);
            assertThat(ran.outcome.toString()).contains("exited with 137");
            assertThat(session.run(noProcess("sleep 3456789")).outcome.passed()).isTrue();
        }
    }

    // RUN-12
    @Test
    void nothingIsLeftOnTheSystemAfterStop() throws Exception {
        String paths;
        try (TestExecutor executor = factory().open(system, () -> true)) {
            executor.start(SystemSetup.none(), SOON);
            Ran ran =
                    new Session(executor)
                            .run(
                                    "mkdir -p locked/in; chmod 0 locked\n"
                                            + "echo $TMT_TREE $TMT_PLAN_ENVIRONMENT_FILE"
                                            + " $(dirname $TMT_TREE) $ATEX_TEST_SOCKET"
                                            + " $(dirname $ATEX_TEST_SOCKET)");
            paths = ran.file("output.txt").strip();
            executor.stop(SOON);
            executor.start(SystemSetup.none(), SOON);
            executor.stop(SOON);
        }

        Ran ran =
                run(
                        "for p in "
                                + paths
                                + "; do test ! -e $p; done; pgrep -f $(dirname "
                                + paths.split(" ")[0]
                                + ")/wrapper || true");

        assertThat(paths.split(" ")).hasSize(5);
        assertThat(ran.outcome.passed()).isTrue();
        assertThat(ran.file("output.txt")).isEmpty();
    }

    @Test
    void noThreadIsLeftAfterClose() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (Session session = startSession(SystemSetup.none())) {
            session.run("sleep 0.2");
        }

        Set<String> after =
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> !before.contains(thread))
                        .map(Thread::getName)
                        .filter(name -> name.startsWith("atex-executor") || name.contains("ssh"))
                        .filter(name -> !name.contains("local"))
                        .collect(Collectors.toSet());
        assertThat(after).isEmpty();
    }

    // WRP-08
    @Test
    void closeEndsWhatRuns() throws Exception {
        Session session = startSession(SystemSetup.none());
        CountDownLatch up = new CountDownLatch(1);
        var running =
                async(
                        () ->
                                session.run(
                                        test(report("{\"name\": \"up\"}") + "exec sleep 4567890"),
                                        result -> up.countDown()));
        up.await();

        session.executor.close();

        TestOutcome outcome = running.get(15, TimeUnit.SECONDS).outcome;
        assertThat(outcome.end()).isIn(End.CANCELLED, End.SYSTEM_LOST);
        assertThat(run(noProcess("sleep 4567890")).outcome.passed()).isTrue();
    }

    // REC-05, SUP-06, RUN-12
    @Test
    void systemThatGoesAwayIsLost() throws Exception {
        Provisioner doomed = newProvisioner();
        try (TestExecutor executor =
                factory().open(doomed.reserve(Deadline.after(ofMinutes(2))), doomed::isAlive)) {
            executor.start(SystemSetup.none(), SOON);
            CountDownLatch up = new CountDownLatch(1);
            var running =
                    async(
                            () ->
                                    new Session(executor)
                                            .run(
                                                    test(
                                                            report("{\"name\": \"up\"}")
                                                                    + "sleep 100"),
                                                    result -> up.countDown()));
            up.await();

            doomed.release();
            Ran ran = running.get(60, TimeUnit.SECONDS);

            assertThat(ran.outcome.end()).isEqualTo(End.SYSTEM_LOST);
            assertThat(ran.outcome.toString()).contains("exited with");
            assertThat(ran.names()).containsExactly("up", "");
            executor.stop(Deadline.after(ofSeconds(30)));
        } finally {
            doomed.release();
        }
    }

    // Words for the tests above

    /** An executor that was started, and its artifacts. */
    private final class Session implements AutoCloseable {
        final TestExecutor executor;

        Session(TestExecutor executor) {
            this.executor = executor;
        }

        Ran run(String script) throws IOException {
            return run(test(script));
        }

        Ran run(TestRun.Builder test) throws IOException {
            return run(test, NOBODY);
        }

        Ran run(TestRun.Builder test, AttemptListener listener) throws IOException {
            Attempt attempt = attempt(test.build());
            List<TestResult> reported = new ArrayList<>();
            TestOutcome outcome =
                    executor.run(
                            attempt,
                            result -> {
                                reported.add(result);
                                listener.reported(result);
                            });
            return new Ran(outcome, reported, attempt.directory());
        }

        @Override
        public void close() {
            try {
                executor.stop(SOON);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                executor.close();
            }
        }
    }

    /** What came of a test. */
    private record Ran(TestOutcome outcome, List<TestResult> reported, Path directory) {

        List<String> lines() throws IOException {
            return Files.readAllLines(directory.resolve("results")).stream()
                    .map(line -> line.replace(": ", ":").replace(", ", ","))
                    .toList();
        }

        List<String> names() {
            return reported.stream().map(TestResult::name).map(name -> name.orElse("")).toList();
        }

        String file(String name) throws IOException {
            return Files.readString(directory.resolve("files").resolve(name));
        }
    }

    private Session startSession(SystemSetup setup) throws InterruptedException {
        TestExecutor executor = factory().open(system, () -> true);
        try {
            executor.start(setup, SOON);
            return new Session(executor);
        } catch (RuntimeException | InterruptedException e) {
            executor.close();
            throw e;
        }
    }

    private Ran run(String script) throws Exception {
        return run(test(script));
    }

    private Ran run(TestRun.Builder test) throws Exception {
        try (Session session = startSession(SystemSetup.none())) {
            return session.run(test);
        }
    }

    private TestRun.Builder test(String script) {
        return TestRun.named("/contract/" + numbers.get(), script).timeLimit(ofMinutes(1));
    }

    private Attempt attempt(TestRun test) throws IOException {
        long number = numbers.incrementAndGet();
        Path directory = Files.createDirectories(temp.resolve("attempt-" + number));
        return new Attempt(number, test, 1, provisioner.name(), Platform.any(), directory);
    }

    /** Shell code that reports a result on the inherited descriptor. */
    private static String report(String json) {
        return report(json, "");
    }

    private static String report(String json, String data) {
        return "printf 'result %d\\n%s%s' >&$ATEX_TEST_CONTROL\n"
                .formatted(json.length(), json, data);
    }

    private static String noProcess(String commandLine) {
        // Without pgrep's own command line, and without the dead that nobody has buried.
        return "! ps -eo stat=,args= | grep -v '^Z' | grep -q '[%s]%s'"
                .formatted(commandLine.charAt(0), commandLine.substring(1));
    }

    private void awaitProcess(String commandLine) throws Exception {
        Ran ran = run("until " + noProcess(commandLine).substring(2) + "; do sleep 0.05; done");
        assertThat(ran.outcome.passed()).isTrue();
    }

    private String workDirectory(TestExecutor executor) throws IOException {
        return new Session(executor).run("dirname $TMT_TREE").file("output.txt").strip();
    }

    private static <T> CompletableFuture<T> async(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                result.complete(work.call());
                            } catch (Throwable e) {
                                result.completeExceptionally(e);
                            }
                        },
                        "contract-test");
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    /** For subclasses with tests of their own. */
    protected final Optional<SshSystem> system() {
        return Optional.ofNullable(system);
    }
}

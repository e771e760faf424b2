package org.atex.executor.supervisor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How runner and supervisor find and believe each other. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HandshakeTest {

    private SupervisedSystem system;

    @BeforeEach
    void make() throws Exception {
        system = new SupervisedSystem(Pythons.three());
    }

    @AfterEach
    void remove() throws Exception {
        system.close();
    }

    @Test
    void stateNamesTheSystemAndTheSupervisorAndNoRun() throws Exception {
        try (Runner runner = system.connect(SupervisedSystem.OURS, new Received())) {
            String state = runner.receive().text();

            // SUP-01, SUP-06: a process is believed only with its start time
            assertThat(state)
                    .matches(
                            "boot \\S+ \\d+\nsupervisor %d \\d+"
                                    .formatted(system.supervisor().pid()));
        }
    }

    @Test
    void runnerWithoutTheTokenIsSentAwayAndTheOtherOneStays() throws Exception {
        try (Runner runner = system.connect();
                Runner wrong = system.connect("0".repeat(32), new Received())) {
            // SUP-02
            wrong.awaitEnd();

            assertThat(runner.send('N').receive().kind()).isEqualTo('N');
        }
    }

    @Test
    void everyKindOfGarbageEndsTheConnectionAndNothingElse() throws Exception {
        List<Frame> garbage =
                List.of(
                        Frame.of('?', ""),
                        Frame.of('L', "soon"),
                        Frame.of('H', "atex 1 " + SupervisedSystem.OURS));
        for (Frame frame : garbage) {
            try (Runner runner = system.connect()) {
                // SUP-02
                runner.send(frame).awaitEnd();
            }
        }
        try (Runner runner = system.connect()) {
            ByteBuffer huge = ByteBuffer.allocate(Frame.HEADER).put(0, (byte) 'T').putInt(13, -1);
            runner.sendBytes(huge).awaitEnd();
        }

        try (Runner runner = system.connect()) {
            assertThat(runner.send('N').receive().kind()).isEqualTo('N');
        }
        assertThat(system.log()).isEmpty();
    }

    @Test
    void latestConnectionWins() throws Exception {
        try (Runner first = system.connect();
                Runner second = system.connect()) {
            // SUP-13
            first.awaitEnd();

            assertThat(second.send('N').receive().kind()).isEqualTo('N');
        }
    }

    @Test
    void secondCommandFindsTheSupervisorThatIsThere() throws Exception {
        try (Runner first = system.connect()) {
            long pid = system.supervisor().pid();
            try (Runner second = system.connect()) {
                // SUP-01
                assertThat(system.supervisor().pid()).isEqualTo(pid);
            }
        }
    }

    @Test
    void manyCommandsAtOnceMakeOneSupervisor() throws Exception {
        List<Process> commands = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            commands.add(system.command(system.socket()));
        }

        List<String> told = new ArrayList<>();
        for (Process command : commands) {
            told.add(new String(command.getInputStream().readAllBytes(), UTF_8));
        }

        assertThat(told.get(0)).matches("supervisor \\d+ \\d+ \\S+ \\d+\n");
        // SUP-01
        assertThat(told).containsOnly(told.get(0));
        try (Runner runner = system.connect()) {
            assertThat(told.get(0)).contains(" " + system.supervisor().pid() + " ");
        }
    }

    @Test
    void commandThatCannotHaveASupervisorSaysWhy() throws Exception {
        Files.createDirectory(system.work().resolve("supervisor.lock"));

        Process command = system.command(system.socket());

        assertThat(command.getErrorStream().readAllBytes()).asString(UTF_8).contains("directory");
        assertThat(command.waitFor()).isOne();
    }

    @Test
    void nothingIsWrittenButItsOwnFilesAndNoTokenIsInThem() throws Exception {
        try (Runner runner = system.connect();
                Stream<Path> files = Files.list(system.work())) {
            List<String> names = files.map(file -> file.getFileName().toString()).toList();

            // RUN-13
            assertThat(names).containsAll(SupervisedSystem.PROGRAMS);
            assertThat(names)
                    .filteredOn(name -> !SupervisedSystem.PROGRAMS.contains(name))
                    .containsExactlyInAnyOrder(
                            "supervisor.lock", "supervisor.fifo", "supervisor.log");
            // SUP-02
            assertThat(system.work().resolve("supervisor.lock"))
                    .content()
                    .doesNotContain(SupervisedSystem.OURS, SupervisedSystem.THEIRS);
        }
    }

    @Test
    void supervisorLeadsASessionOfItsOwn() throws Exception {
        try (Runner runner = system.connect()) {
            long pid = system.supervisor().pid();
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");

            // SUP-01
            assertThat(fields[3]).isEqualTo(Long.toString(pid));
        }
    }

    @Test
    void supervisorThatNobodyNeedsEndsItself() throws Exception {
        system.with("orphan", "0.2");
        try (Runner runner = system.connect()) {
            CompletableFuture<ProcessHandle> end = system.supervisor().onExit();
            assertThat(end).isNotDone();

            runner.close();

            // SUP-07, SUP-10
            end.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void supervisorEndsWhenItIsTold() throws Exception {
        try (Runner runner = system.connect()) {
            CompletableFuture<ProcessHandle> end = system.supervisor().onExit();

            runner.send('Q').awaitEnd();

            // SUP-10
            end.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void newSupervisorTakesThePlaceOfADeadOne() throws Exception {
        try (Runner runner = system.connect()) {
            ProcessHandle dead = system.supervisor();
            dead.destroyForcibly();
            runner.awaitEnd();
            dead.onExit().get(30, TimeUnit.SECONDS);
        } catch (EOFException e) {
            throw new AssertionError(e);
        }

        // SUP-12
        try (Runner runner = system.connect()) {
            assertThat(runner.send('N').receive().kind()).isEqualTo('N');
        }
    }
}

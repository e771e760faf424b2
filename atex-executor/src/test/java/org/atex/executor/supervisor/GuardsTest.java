package org.atex.executor.supervisor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.atex.executor.script.WorkDirectory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The guard of the next test, which a supervisor has ready before it knows that test. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class GuardsTest {

    static List<String> pythons() throws Exception {
        return Pythons.some();
    }

    private static ProcessHandle onlyChild(SupervisedSystem system) {
        List<ProcessHandle> children = system.supervisor().children().toList();
        assertThat(children).hasSize(1);
        return children.get(0);
    }

    private static String guard(Runner runner) throws Exception {
        return runner.await('R').words()[1];
    }

    @ParameterizedTest
    @MethodSource("pythons")
    void eachTestGetsTheOneThatIsReady(String python) throws Exception {
        try (SupervisedSystem system = new SupervisedSystem(python);
                Runner runner = system.connect()) {
            long first = onlyChild(system).pid();
            runner.start("a 0", system.order("true"));
            assertThat(guard(runner)).isEqualTo(Long.toString(first));
            runner.await('X');

            runner.send('G').send('N').await('N'); // then the next one is there
            runner.received().cut(0, 0);
            String ready = Long.toString(childBeside(first, system));
            runner.start("b 0", system.order("echo b"));

            assertThat(guard(runner)).isEqualTo(ready);
            runner.await('X');
            assertThat(runner.received().text(0)).isEqualTo("b\n");
        }
    }

    /** The first one may not be gone yet. */
    private static long childBeside(long first, SupervisedSystem system) {
        return system.supervisor()
                .children()
                .mapToLong(ProcessHandle::pid)
                .filter(pid -> pid != first)
                .findAny()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("pythons")
    void aTestIsStartedWithoutTheOneThatWasKilled(String python) throws Exception {
        try (SupervisedSystem system = new SupervisedSystem(python);
                Runner runner = system.connect()) {
            ProcessHandle ready = onlyChild(system);
            ready.destroyForcibly();
            awaitDead(ready);

            runner.start("a 0", system.order("echo a; exit 3"));

            assertThat(guard(runner)).isNotEqualTo(Long.toString(ready.pid()));
            assertThat(runner.await('X').text()).startsWith("3 0 ");
            assertThat(runner.received().text(0)).isEqualTo("a\n");
            assertThat(system.log()).isEmpty();
        }
    }

    private static void awaitDead(ProcessHandle process) throws Exception {
        Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
        while (!Files.readString(stat).contains(") Z ")) {
            Thread.onSpinWait(); // nobody has waited for it
        }
    }

    // RUN-08
    @ParameterizedTest
    @MethodSource("pythons")
    void oneWithATerminalIsMadeWhenItIsWanted(String python) throws Exception {
        try (SupervisedSystem system = new SupervisedSystem(python);
                Runner runner = system.connect()) {
            long ready = onlyChild(system).pid();
            byte[] order =
                    new TestOrder(system.work()).field("tty", "").running("#!/bin/sh\ntty <&2\n");

            runner.start("a 0", order);

            assertThat(guard(runner)).isNotEqualTo(Long.toString(ready));
            runner.await('X');
            assertThat(runner.received().text(0)).startsWith("/dev/pts/");
        }
    }

    // SUP-07
    @ParameterizedTest
    @MethodSource("pythons")
    void aTestWhoseTimeIsOverWhenItsOrderComesIsEnded(String python) throws Exception {
        try (SupervisedSystem system = new SupervisedSystem(python)) {
            byte[] order =
                    new TestOrder(system.work())
                            .withSocket()
                            .field("tty", "") // of a guard that has yet to be forked
                            .running("#!/bin/sh\nexec sleep 600\n");
            Runner lost = system.connect();
            lost.start("a 0", order).send('L', "0").close();

            try (Runner runner = system.connect().proceed()) {
                assertThat(runner.await('W').text()).matches("\\d+ 143 \\d+");
            }
        }
    }

    private static final String TWO_DESCRIPTORS_LEFT =
            """
            import os, resource, wrapper
            resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
            taken = []
            try:
                while True:
                    taken.append(os.dup(0))
            except OSError:
                os.close(taken.pop())
                os.close(taken.pop())
            try:
                wrapper.open_output(False)
            except EnvironmentError:
                os.pipe()
            """;

    // SUP-01
    @ParameterizedTest
    @MethodSource("pythons")
    void oneThatCannotBeForkedTakesNoDescriptors(String python) throws Exception {
        try (SupervisedSystem system = new SupervisedSystem(python)) {
            Process process =
                    new ProcessBuilder(python, "-B", "-E", "-c", TWO_DESCRIPTORS_LEFT)
                            .directory(system.work().toFile())
                            .redirectErrorStream(true)
                            .start();

            assertThat(new String(process.getInputStream().readAllBytes(), UTF_8)).isEmpty();
            assertThat(process.waitFor()).isZero();
        }
    }

    // SUP-09: only what a killed supervisor has left is waited for
    @ParameterizedTest
    @MethodSource("pythons")
    void thatOfAnotherSupervisorHoldsUpNoKill(String python) throws Exception {
        try (SupervisedSystem system = new SupervisedSystem(python);
                Runner runner = system.connect()) {
            ProcessHandle ready = onlyChild(system);
            Path slept = system.work().resolve("slept");
            Path sleep = Files.createDirectory(system.work().resolve("bin")).resolve("sleep");
            Files.writeString(sleep, "#!/bin/sh\n: >%s\n".formatted(slept));
            assertThat(sleep.toFile().setExecutable(true)).isTrue();
            String boot = system.tell(system.socket()).split(" ", 4)[3];
            String kill =
                    new WorkDirectory(system.work().toString(), "", python)
                            .killCommand(List.of(), Integer.MAX_VALUE, 0, boot);
            ProcessBuilder builder = new ProcessBuilder("sh", "-c", kill);
            builder.environment().merge("PATH", sleep.getParent() + ":", (old, bin) -> bin + old);

            Process process = builder.start();

            assertThat(process.waitFor()).isZero();
            assertThat(slept).doesNotExist();
            assertThat(ready.isAlive()).isTrue();
            assertThat(runner.send('N').await('N')).isNotNull();
        }
    }

    // SUP-10, SUP-12
    @ParameterizedTest
    @MethodSource("pythons")
    void itDoesNotOutliveItsSupervisor(String python) throws Exception {
        try (SupervisedSystem system = new SupervisedSystem(python);
                Runner runner = system.connect()) {
            ProcessHandle supervisor = system.supervisor();
            ProcessHandle ready = onlyChild(system);

            runner.send('Q');
            supervisor.onExit().join();

            assertThat(ready.isAlive()).isFalse();
        }
        try (SupervisedSystem system = new SupervisedSystem(python);
                Runner runner = system.connect()) {
            ProcessHandle ready = onlyChild(system);

            system.supervisor().destroyForcibly();

            ready.onExit().join();
        }
    }
}

package org.atex.provision.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import net.schmizz.sshj.connection.channel.direct.Session;
import net.schmizz.sshj.connection.channel.direct.Signal;
import net.schmizz.sshj.userauth.UserAuthException;
import org.atex.core.time.Deadline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on the embedded server, as sshj sees them. */
class LocalCommandsTest extends LocalServerContext {

    @TempDir Path directory;

    private static BufferedReader lines(Session.Command command) {
        return new BufferedReader(
                new InputStreamReader(command.getInputStream(), StandardCharsets.UTF_8));
    }

    @Test
    void outputsAndExitCodeComeBack() throws Exception {
        SshjClient.Answer answer = client.run("echo out; echo err >&2; exit 42");

        assertThat(answer).isEqualTo(new SshjClient.Answer(42, "out\n", "err\n"));
    }

    @Test
    void commandSeesAFreshEnvironmentAndWhatTheClientSets() throws Exception {
        try (Session session = client.session()) {
            session.setEnvVar("GREETING", "hello world");
            Session.Command command =
                    session.exec(
                            "echo $GREETING; echo $HOME; test -z \"$JAVA_HOME$MAVEN_CMD_LINE_ARGS\"");

            assertThat(SshjClient.text(command.getInputStream()))
                    .isEqualTo("hello world\n" + home + "\n");
            command.join(30, TimeUnit.SECONDS);
            assertThat(command.getExitStatus()).isZero();
        }
    }

    @Test
    void thereIsNoTerminal() throws Exception {
        try (Session session = client.session()) {
            assertThatThrownBy(session::allocateDefaultPTY).hasMessageContaining("failed");
        }
    }

    @Test
    void shellReadsItsCommandsFromTheClient() throws Exception {
        try (Session session = client.session();
                Session.Shell shell = session.startShell()) {
            OutputStream commands = shell.getOutputStream();
            commands.write("echo one; echo two\n".getBytes(StandardCharsets.UTF_8));
            commands.close();

            assertThat(SshjClient.text(shell.getInputStream())).isEqualTo("one\ntwo\n");
        }
    }

    @Test
    void commandLeadsASessionOfItsOwn() throws Exception {
        assertThat(client.run("test $$ = $(ps -o sid= -p $$)").code()).isZero();
    }

    @Test
    void commandWhoseHomeIsGoneRunsElsewhere() throws Exception {
        client.run("rm -rf \"$HOME\"");

        assertThat(client.run("pwd").out()).isEqualTo("/\n");
    }

    @Test
    void manyCommandsAtATimeAreKeptApart() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<SshjClient.Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                int n = i;
                answers.add(threads.submit(() -> client.run("echo " + n + "; exit " + n)));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(answers.get(i).get()).isEqualTo(new SshjClient.Answer(i, i + "\n", ""));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void exitStatusDoesNotWaitForChildrenAndNothingOfTheirOutputIsLost() throws Exception {
        Path go = pipe("go");
        try (Session.Command command =
                client.start("(read x <go; echo late; echo later >&2) & echo early; exit 5")) {
            BufferedReader out = lines(command);
            assertThat(out.readLine()).isEqualTo("early");
            while (command.getExitStatus() == null) {
                Thread.onSpinWait();
            }
            assertThat(command.getExitStatus()).isEqualTo(5);
            assertThat(command.isOpen()).isTrue();

            Files.writeString(go, "x\n");

            assertThat(out.readLine()).isEqualTo("late");
            assertThat(out.readLine()).isNull();
            assertThat(SshjClient.text(command.getErrorStream())).isEqualTo("later\n");
            command.join(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void bigOutputWaitsForASlowClientAndHoldsNothingElseUp() throws Exception {
        int size = 20_000_000;
        try (Session.Command big =
                client.start("head -c %d /dev/zero; echo >done".formatted(size))) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.run("echo quick").out()).isEqualTo("quick\n");
            }
            assertThat(home.resolve("done")).doesNotExist();

            assertThat(big.getInputStream().readAllBytes()).hasSize(size);
            big.join(30, TimeUnit.SECONDS);
            assertThat(home.resolve("done")).exists();
        }
    }

    @Test
    void bigInputWaitsForASlowCommandAndHoldsNothingElseUp() throws Exception {
        Path go = pipe("go");
        int size = 20_000_000;
        AtomicLong sent = new AtomicLong();
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (Session.Command slow = client.start("read x <go; wc -c")) {
            Future<?> sender =
                    threads.submit(
                            () -> {
                                byte[] chunk = new byte[10_000];
                                OutputStream out = slow.getOutputStream();
                                while (sent.addAndGet(chunk.length) <= size) {
                                    out.write(chunk);
                                }
                                out.flush(); // close() alone drops what finds no room
                                out.close();
                                return null;
                            });
            for (int i = 0; i < 20; i++) {
                assertThat(client.run("echo quick").out()).isEqualTo("quick\n");
            }
            assertThat(sent.get()).isLessThan(6_000_000);

            Files.writeString(go, "x\n");

            sender.get();
            assertThat(SshjClient.text(slow.getInputStream()).strip()).isEqualTo("" + size);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void signalReachesTheGroupOfTheCommand() throws Exception {
        try (Session.Command command = client.start("sleep 1000 & echo $!; wait")) {
            String child = lines(command).readLine();

            command.signal(Signal.TERM);

            command.join(30, TimeUnit.SECONDS);
            assertThat(command.getExitStatus()).isEqualTo(128 + 15);
            while (lives(child)) {
                Thread.onSpinWait(); // it has closed its output, and is on its way
            }
        }
    }

    @Test
    void commandOutlivesItsConnectionAndFindsItsInputEnded() throws Exception {
        Path done = pipe("done");
        Session.Command command = client.start("echo $$; cat >input; echo $? >done");
        assertThat(lines(command).readLine()).isNotEmpty();

        client.close();

        assertThat(Files.readString(done)).isEqualTo("0\n");
    }

    @Test
    void commandThatWritesToALostConnectionIsTold() throws Exception {
        Path done = pipe("done");
        Session.Command command =
                client.start("trap '' PIPE; echo $$; while echo more; do :; done; echo x >done");
        assertThat(lines(command).readLine()).isNotEmpty();

        client.close();

        assertThat(Files.readString(done)).isEqualTo("x\n");
    }

    @Test
    void wrongKeyIsRefused() throws Exception {
        Path key = directory.resolve("other");
        LocalKeys.generate().writeClientKey(key);

        assertThatThrownBy(() -> SshjClient.connect(system, system.user(), key))
                .isInstanceOf(UserAuthException.class);
    }

    @Test
    void otherUserIsRefused() {
        Path key = system.key().orElseThrow();

        assertThatThrownBy(() -> SshjClient.connect(system, "somebody", key))
                .isInstanceOf(UserAuthException.class);
    }

    @Test
    void nothingThatWasStartedSurvivesTheRelease() throws Exception {
        List<String> commands =
                List.of(
                        "sleep 1000 & echo $!; wait",
                        "sleep 1000 >/dev/null 2>&1 & echo $!",
                        "setsid sleep 1000 >/dev/null 2>&1 & echo $!",
                        "(setsid sh -c 'sleep 1000 & echo $!' &)",
                        "env -i sleep 1000 & echo $!",
                        "setsid sh -c 'env -i sleep 1000 >/dev/null 2>&1 & echo $!; sleep 1000'",
                        "trap '' TERM HUP INT; sleep 1000 & echo $!; wait");
        List<String> pids = new ArrayList<>();
        for (String command : commands) {
            pids.add(lines(client.start(command)).readLine());
        }
        for (String pid : pids) {
            assertThat(lives(pid)).as(pid).isTrue();
        }

        provisioner.release();

        for (int i = 0; i < pids.size(); i++) {
            assertThat(lives(pids.get(i))).as(commands.get(i)).isFalse();
        }
    }

    @Test
    void processesOfOtherSystemsAreLeftAlone() throws Exception {
        LocalProvisioner other = new LocalProvisioner();
        try (SshjClient otherClient = SshjClient.connect(other.reserve(Deadline.never()))) {
            String pid = lines(otherClient.start("sleep 1000 & echo $!; wait")).readLine();

            provisioner.release();

            assertThat(lives(pid)).isTrue();
            other.release();
            assertThat(lives(pid)).isFalse();
        } finally {
            other.release();
        }
    }

    @Test
    void processThatGetsAwayHoldsNoThread() throws Exception {
        String pid = lines(client.start("env -i setsid sleep 1000 & echo $!")).readLine();
        try {
            provisioner.release();

            assertThat(threadsOf(provisioner)).isEmpty();
        } finally {
            new ProcessBuilder("kill", "-KILL", pid).start().waitFor();
        }
    }
}

package org.atex.provision.local;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.atex.core.system.HostKeys;
import org.atex.core.system.SshSystem;
import org.atex.core.time.Deadline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The embedded server as the {@code ssh} program sees it. */
@Timeout(60)
class OpenSshClientTest {

    @TempDir Path directory;
    private final LocalProvisioner provisioner = new LocalProvisioner();
    private SshSystem system;

    @BeforeEach
    void reserve() throws Exception {
        system = provisioner.reserve(Deadline.after(Duration.ofSeconds(20)));
    }

    @AfterEach
    void release() {
        provisioner.release();
    }

    @Test
    void commandRunsAsTheUserInItsHome() throws Exception {
        Answer answer = ssh("echo out; echo err >&2; echo $HOME; pwd; whoami; exit 7");

        String home = system.workRoot().orElseThrow();
        assertThat(answer.out())
                .isEqualTo("out\n%s\n%s\n%s\n".formatted(home, home, system.user()));
        assertThat(answer.err()).isEqualTo("err\n");
        assertThat(answer.code()).isEqualTo(7);
    }

    @Test
    void inputReachesTheCommandAndEnds() throws Exception {
        Answer answer = ssh("wc -c; echo done", "x".repeat(3_000_000));

        assertThat(answer.out()).isEqualTo("3000000\ndone\n");
    }

    @Test
    void inputThatNobodyReadsHoldsNothingUp() throws Exception {
        Answer answer = ssh("exec <&-; echo done", "x".repeat(9_000_000));

        assertThat(answer.out()).isEqualTo("done\n");
    }

    @Test
    void deathBySignalIs128PlusItsNumber() throws Exception {
        assertThat(ssh("kill -TERM $$").code()).isEqualTo(128 + 15);
    }

    @Test
    void forwardedSocketReachesTheClient() throws Exception {
        Path here = directory.resolve("here.sock");
        Path there = directory.resolve("there.sock");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(here));
            Process ssh = start("-R", there + ":" + here, "echo ready; cat");
            assertThat(ssh.inputReader().readLine()).isEqualTo("ready");

            try (SocketChannel test = SocketChannel.open(UnixDomainSocketAddress.of(there));
                    SocketChannel runner = listener.accept()) {
                write(test, "question");
                test.shutdownOutput();
                assertThat(readAll(runner)).isEqualTo("question");

                write(runner, "answer");
                runner.shutdownOutput();
                assertThat(readAll(test)).isEqualTo("answer");
            }
            ssh.outputWriter().close();
            assertThat(ssh.waitFor(20, SECONDS)).isTrue();
            assertThat(ssh.exitValue()).isZero();
        }
    }

    private static void write(SocketChannel socket, String text) throws IOException {
        socket.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String readAll(SocketChannel socket) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer chunk = ByteBuffer.allocate(4096);
        while (socket.read(chunk.clear()) >= 0) {
            all.write(chunk.array(), 0, chunk.position());
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    private record Answer(int code, String out, String err) {}

    private Answer ssh(String command) throws Exception {
        return ssh(command, "");
    }

    private Answer ssh(String command, String input) throws Exception {
        Path in = Files.writeString(directory.resolve("in"), input);
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        Process process =
                builder(command)
                        .redirectInput(in.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        assertThat(process.waitFor(30, SECONDS)).isTrue();
        return new Answer(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private Process start(String... arguments) throws IOException {
        return builder(arguments).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private ProcessBuilder builder(String... arguments) throws IOException {
        String hostKey = ((HostKeys.Pinned) system.hostKeys()).keys().get(0);
        Path known = directory.resolve("known_hosts");
        Files.writeString(known, "[127.0.0.1]:%d %s\n".formatted(system.port(), hostKey));
        List<String> words =
                new ArrayList<>(
                        List.of("ssh", "-F", "none", "-p", Integer.toString(system.port())));
        words.addAll(List.of("-i", system.key().orElseThrow().toString()));
        words.addAll(List.of("-o", "BatchMode=yes", "-o", "UserKnownHostsFile=" + known));
        words.addAll(List.of("-o", "StrictHostKeyChecking=yes", "-o", "LogLevel=ERROR"));
        words.addAll(List.of("-o", "ExitOnForwardFailure=yes"));
        for (String argument : arguments) {
            if (argument.equals(arguments[arguments.length - 1])) {
                words.add(system.user() + "@" + system.host());
            }
            words.add(argument);
        }
        return new ProcessBuilder(words);
    }
}

package org.atex.executor.supervisor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.atex.executor.script.WorkDirectory;

/** A work directory with our programs, and the supervisor in it once there was a connection. */
final class SupervisedSystem implements AutoCloseable {

    static final List<String> PROGRAMS =
            List.of("wrapper.py", "supervisor.py", "streams.py", "guard.py", "testrun.py");
    static final String OURS = "0123456789abcdef0123456789abcdef";
    static final String THEIRS = "fedcba9876543210fedcba9876543210";

    private final Path work;
    private final String python;
    private final Map<String, Object> settings = new LinkedHashMap<>();
    private final AtomicInteger sockets = new AtomicInteger();
    private volatile long pid;

    SupervisedSystem(String python) throws IOException {
        this.python = python;
        work = Files.createTempDirectory("atex-supervisor").toRealPath();
        for (String program : PROGRAMS) {
            try (InputStream in = WorkDirectory.class.getResourceAsStream(program)) {
                Files.copy(Objects.requireNonNull(in), work.resolve(program));
            }
        }
        settings.put("tokens", OURS + " " + THEIRS);
        settings.put("window", 1 << 20);
        settings.put("total", 16 << 20);
        settings.put("connections", 256);
        settings.put("orphan", 60);
        settings.put("unattended", 0);
    }

    SupervisedSystem with(String setting, Object value) {
        settings.put(setting, value);
        return this;
    }

    Path work() {
        return work;
    }

    /** Of the supervisor that the last connection went to. */
    ProcessHandle supervisor() {
        return ProcessHandle.of(pid).orElseThrow();
    }

    byte[] order(String script) {
        return TestOrder.of(work, script);
    }

    /** What is left when everything has gone well: greeted, and its state taken. */
    Runner connect(Received received) throws Exception {
        Runner runner = connect(OURS, received);
        assertThat(runner.receive().kind()).isEqualTo('S');
        return runner;
    }

    Runner connect() throws Exception {
        return connect(new Received());
    }

    /** Greets with this token and takes no answer. */
    Runner connect(String token, Received received) throws Exception {
        Path socket = socket();
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            pid = Long.parseLong(tell(socket).split(" ")[1]);
            Runner runner = new Runner(server.accept(), received);
            assertThat(runner.receive().text()).isEqualTo("atex 1 " + THEIRS);
            return runner.send('H', "atex 1 " + token);
        } finally {
            Files.deleteIfExists(socket);
        }
    }

    Path socket() {
        return work.resolve("c" + sockets.incrementAndGet());
    }

    /** Runs the command that finds or starts the supervisor, and returns what that prints. */
    String tell(Path socket) throws Exception {
        Process command = command(socket);
        String printed = new String(command.getInputStream().readAllBytes(), UTF_8);
        assertThat(command.waitFor()).as(() -> errors(command)).isZero();
        return printed.strip();
    }

    private static String errors(Process command) {
        try {
            return new String(command.getErrorStream().readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Process command(Path socket) throws IOException {
        String program = work.resolve("supervisor.py").toString();
        Process command = new ProcessBuilder(python, "-S", "-E", program, work.toString()).start();
        StringBuilder lines = new StringBuilder("connect " + socket + "\n");
        settings.forEach((name, value) -> lines.append(name + " " + value + "\n"));
        command.getOutputStream().write((lines + "end\n").getBytes(UTF_8));
        command.getOutputStream().close();
        return command;
    }

    /** What the supervisor did not expect. */
    String log() throws IOException {
        return Files.readString(work.resolve("supervisor.log"));
    }

    @Override
    public void close() throws IOException {
        ProcessHandle.of(pid)
                .ifPresent(
                        process -> {
                            process.destroyForcibly();
                            process.onExit().join();
                        });
        try (Stream<Path> all = Files.walk(work)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}

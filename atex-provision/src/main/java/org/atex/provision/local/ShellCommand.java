package org.atex.provision.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.Signal;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;

/**
 * One command that a client has asked for. It lives on when its channel or connection is closed, as
 * it does with OpenSSH; it finds its input ended then, and its output broken.
 */
final class ShellCommand implements Command {

    private static final int NOT_STARTED = 127;
    private static final int CHUNK = 32 * 1024;

    private final String command;
    private final SystemProcesses processes;
    private final OutputPipes pipes;
    private final ExecutorService threads;
    private final CompletableFuture<Process> started = new CompletableFuture<>();
    private @Nullable InputStream in;
    private @Nullable OutputStream out;
    private @Nullable OutputStream err;
    private @Nullable ExitCallback exit;

    ShellCommand(
            String command, SystemProcesses processes, OutputPipes pipes, ExecutorService threads) {
        this.command = command;
        this.processes = processes;
        this.pipes = pipes;
        this.threads = threads;
    }

    @Override
    public void setInputStream(InputStream stream) {
        in = stream;
    }

    @Override
    public void setOutputStream(OutputStream stream) {
        out = stream;
    }

    @Override
    public void setErrorStream(OutputStream stream) {
        err = stream;
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        exit = callback;
    }

    @Override
    public void start(ChannelSession channel, Environment environment) {
        environment.addSignalListener((from, signal) -> deliver(signal));
        threads.execute(() -> run((SessionChannel) channel, environment));
    }

    /** At once, or as soon as the process is there. */
    private void deliver(Signal signal) {
        CompletableFuture<?> unused =
                started.thenAcceptAsync(
                        process -> processes.signal(process, signal.name()), threads);
    }

    private void run(SessionChannel channel, Environment environment) {
        ExitCallback end = Objects.requireNonNull(exit, "exit");
        try {
            end.onExit(runProcess(channel, environment));
        } catch (IOException | RuntimeException e) {
            complain(e);
            end.onExit(NOT_STARTED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server is being closed, and its channels
        }
    }

    private int runProcess(SessionChannel channel, Environment environment)
            throws IOException, InterruptedException {
        InputStream stdin = Objects.requireNonNull(in, "in");
        OutputStream stdout = Objects.requireNonNull(out, "out");
        OutputStream stderr = Objects.requireNonNull(err, "err");
        OutputPipe first = pipes.open();
        OutputPipe second = pipes.open();
        Future<?> firstEnd = threads.submit(() -> first.drainTo(stdout));
        Future<?> secondEnd = threads.submit(() -> second.drainTo(stderr));
        Process process = startProcess(first, second, environment);
        threads.execute(() -> feed(stdin, process.getOutputStream()));
        started.complete(process);
        int code = process.waitFor();
        channel.exited(code);
        await(firstEnd);
        await(secondEnd);
        processes.ended(process);
        return code;
    }

    private Process startProcess(OutputPipe first, OutputPipe second, Environment environment)
            throws IOException {
        try {
            return processes.start(
                    command, Map.copyOf(environment.getEnv()), first.target(), second.target());
        } finally {
            first.handedOver();
            second.handedOver();
        }
    }

    private static void await(Future<?> pump) throws InterruptedException {
        try {
            pump.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** From the client to the process, which may stop to read; the client isn't held up then. */
    private static void feed(InputStream client, OutputStream process) {
        byte[] chunk = new byte[CHUNK];
        boolean reads = true;
        try (process) {
            for (int n = client.read(chunk); n >= 0; n = client.read(chunk)) {
                reads = reads && write(process, chunk, n);
            }
        } catch (IOException e) {
            // the channel or the process is gone
        }
    }

    private static boolean write(OutputStream process, byte[] chunk, int length) {
        try {
            process.write(chunk, 0, length);
            process.flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void complain(Exception failure) {
        try {
            OutputStream stderr = Objects.requireNonNull(err, "err");
            String text = "cannot be started: " + failure.getMessage() + "\n";
            stderr.write(text.getBytes(StandardCharsets.UTF_8));
            stderr.flush();
        } catch (IOException e) {
            // nobody listens
        }
    }

    @Override
    public void destroy(ChannelSession channel) {
        // The streams end with the channel, and with them the pumps; the process goes its own way.
    }
}

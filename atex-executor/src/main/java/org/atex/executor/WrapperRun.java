package org.atex.executor;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.atex.executor.script.WorkDirectory;
import org.atex.executor.ssh.RemoteCommand;
import org.atex.executor.ssh.SshConnection;
import org.atex.executor.ssh.SshException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One command on the system, started by a wrapper of its own in an SSH session of its own.
 *
 * <p>This is the seam for the supervisor (SUP), which will start commands by a message instead:
 * what {@link CommandListener} hears and {@link #end} does stays the same.
 */
final class WrapperRun implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WrapperRun.class);

    /** SIGHUP, 2 s, SIGKILL by the wrapper (WRP-04), and a margin. */
    private static final Duration WRAPPER_PATIENCE = Duration.ofMillis(4_500);

    private static final Duration KILL_PATIENCE = Duration.ofSeconds(4);

    /** The exit status of a wrapper that ended its command because it was told to. */
    private static final int ENDED = 128 + 15;

    private static final int LOST = 255;

    private static final Duration LAST_OUTPUT = Duration.ofSeconds(1);

    private static final int BUFFER = 32 * 1024;

    private final SshConnection connection;
    private final RemoteCommand command;
    private final CommandListener listener;
    private final ExecutorThreads threads;
    private final CompletableFuture<Void> outputRead = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Processes processes;
    private volatile boolean told;
    private volatile int status = LOST;

    private WrapperRun(
            SshConnection connection,
            RemoteCommand command,
            CommandListener listener,
            ExecutorThreads threads) {
        this.connection = connection;
        this.command = command;
        this.listener = listener;
        this.threads = threads;
    }

    /**
     * What the command and its wrapper are on the system.
     *
     * @param group the process group of the command
     * @param wrapper the process of the wrapper
     * @param bootIdentity changes when the system starts anew, and the numbers mean others
     */
    record Processes(long group, long wrapper, String bootIdentity) {

        static Processes parse(String told) {
            String[] words = told.split(" ", 3);
            return new Processes(
                    Long.parseLong(words[0]),
                    Long.parseLong(words[1]),
                    words.length > 2 ? words[2] : "");
        }
    }

    /**
     * Starts the wrapper and gives it its order.
     *
     * @throws SshException if the connection is lost; the listener hears nothing then
     */
    static WrapperRun start(
            SshConnection connection,
            WorkDirectory work,
            byte[] order,
            CommandListener listener,
            ExecutorThreads threads)
            throws SshException, InterruptedException {
        RemoteCommand command = connection.start(work.wrapperCommand());
        WrapperRun run = new WrapperRun(connection, command, listener, threads);
        threads.execute(run::readOutput);
        threads.execute(run::readReports);
        run.send(order);
        return run;
    }

    /**
     * The same for a command whose control stream is the wrapper's stdout (CTL-19).
     *
     * @param control reads that stream to its end, in a thread of its own
     */
    static WrapperRun startWithControl(
            SshConnection connection,
            WorkDirectory work,
            byte[] order,
            CommandListener listener,
            Consumer<InputStream> control,
            ExecutorThreads threads)
            throws SshException, InterruptedException {
        RemoteCommand command = connection.start(work.wrapperCommand());
        WrapperRun run = new WrapperRun(connection, command, listener, threads);
        threads.execute(() -> control.accept(command.output()));
        threads.execute(run::readReportsAndOutput);
        threads.execute(run::awaitExit);
        run.send(order);
        return run;
    }

    /** A failure to send shows as the loss of the command as well. */
    private void send(byte[] bytes) {
        try {
            OutputStream in = command.input();
            in.write(bytes);
            in.flush();
        } catch (IOException e) {
            LOG.debug("{}: the wrapper takes no words: {}", connection, e.getMessage());
        }
    }

    private void readOutput() {
        try {
            copyOutput(command.output());
        } catch (IOException e) {
            LOG.debug("{}: output is lost: {}", connection, e.getMessage());
        } finally {
            outputRead.complete(null);
        }
    }

    private void copyOutput(InputStream in) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            listener.output(ByteBuffer.wrap(buffer, 0, n));
        }
    }

    private void readReports() {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(command.errors(), StandardCharsets.UTF_8), 1024)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                report(line);
            }
        } catch (IOException e) {
            LOG.debug("{}: reports are lost: {}", connection, e.getMessage());
        } finally {
            outputRead.join();
            status = exitStatus();
            command.close();
            tellClosed();
        }
    }

    private void tellClosed() {
        listener.closed(status); // before anybody who waits goes on and asks the listener
        closed.countDown();
    }

    /** Both come over stderr: reports until the command has been started, then output. */
    private void readReportsAndOutput() {
        try (InputStream in = new BufferedInputStream(command.errors(), BUFFER)) {
            while (processes == null) {
                byte[] line = readLine(in);
                if (line.length == 0) {
                    return;
                }
                reportOrOutput(line);
            }
            copyOutput(in);
        } catch (IOException e) {
            LOG.debug("{}: output is lost: {}", connection, e.getMessage());
        } finally {
            outputRead.complete(null);
        }
    }

    /**
     * The server tells the end of both streams at once, and a daemon may keep the control stream
     * open. So output counts as read a little after the wrapper has ended, which wrote it all.
     */
    private void awaitExit() {
        status = exitStatus();
        try {
            outputRead.get(LAST_OUTPUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug("{}: something keeps the wrapper's stdout open", connection);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        tellClosed();
    }

    /** With its line feed, if there is one; empty at the end. */
    private static byte[] readLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            line.write(next);
            if (next == '\n' || line.size() == BUFFER) {
                break;
            }
        }
        return line.toByteArray();
    }

    private void reportOrOutput(byte[] line) {
        String text = new String(line, StandardCharsets.UTF_8);
        if (text.startsWith("started ") || text.startsWith("failed ")) {
            report(text.strip());
        } else {
            listener.output(ByteBuffer.wrap(line)); // of an interpreter that complains
        }
    }

    private void report(String line) {
        String[] words = line.split(" ", 2);
        String rest = words.length > 1 ? words[1] : "";
        switch (words[0]) {
            case "started" -> processes = Processes.parse(rest);
            case "ended" -> {
                told = true;
                listener.ended(Integer.parseInt(rest));
            }
            case "failed" -> listener.failed(rest);
            default -> LOG.warn("{}: the wrapper says: {}", connection, line);
        }
    }

    private int exitStatus() {
        try {
            return command.exit().get();
        } catch (ExecutionException e) {
            LOG.debug("{}: {}", connection, String.valueOf(e.getCause()));
            return LOST;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return LOST;
        }
    }

    /**
     * Lets go of the channel: the command's writes to what the wrapper was given by the server fail
     * from now on. That it has ended is still told.
     */
    @Override
    public void close() {
        command.close();
    }

    /** What it is on the system; empty as long as it has not been started. */
    Optional<Processes> processes() {
        return Optional.ofNullable(processes);
    }

    /** Whether nothing more will come. */
    boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** Waits for the end of everything, but not longer than that; whether it came. */
    boolean awaitClosed(Duration longest) throws InterruptedException {
        return closed.await(longest.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Ends the command if it runs, so that nothing of its process group is left (WRP-08): by a word
     * to the wrapper, and where that does not help, from outside. Takes 9 s at most. A connection
     * that does not obey is closed.
     *
     * @param other the connection to use if this one is lost; it may fail
     */
    void end(Callable<SshConnection> other) throws InterruptedException {
        if (!isClosed()) {
            send("end\n".getBytes(StandardCharsets.US_ASCII));
            if (!awaitClosed(WRAPPER_PATIENCE) && connection.isConnected()) {
                LOG.warn("{}: the wrapper does not end its command, it is killed", connection);
                killAndClose();
                return;
            }
        }
        Processes left = processes;
        if (status != ENDED && !told && left != null) {
            // The wrapper was killed, or nobody can tell.
            String kill = WorkDirectory.killCommand(List.of(-left.group()), left.bootIdentity());
            if (!connection.isConnected() || !execute(kill, () -> connection)) {
                execute(kill, other);
            }
        }
    }

    private void killAndClose() throws InterruptedException {
        Processes left = processes;
        boolean killed =
                left == null
                        || execute(
                                WorkDirectory.killCommand(
                                        List.of(-left.group(), left.wrapper()),
                                        left.bootIdentity()),
                                () -> connection);
        if (!killed || !awaitClosed(Duration.ofMillis(500))) {
            connection.close();
        }
    }

    private boolean execute(String kill, Callable<SshConnection> by) throws InterruptedException {
        Future<Boolean> killed =
                threads.submit(
                        () -> {
                            try (RemoteCommand command = by.call().start(kill)) {
                                command.exit().get();
                                return true;
                            }
                        });
        try {
            return killed.get(KILL_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("{}: cannot kill it: {}", connection, e.toString());
            killed.cancel(true);
            return false;
        }
    }
}

package org.atex.executor;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.atex.executor.script.WorkDirectory;
import org.atex.executor.ssh.RemoteCommand;
import org.atex.executor.ssh.SshConnection;
import org.atex.executor.ssh.SshException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One command on the system, started by a wrapper of its own in an SSH session of its own. What it
 * tells is heard by {@link WrapperReports}.
 */
final class WrapperRun implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WrapperRun.class);

    /** SIGHUP, 2 s, SIGKILL by the wrapper (WRP-04), and a margin. */
    private static final Duration WRAPPER_PATIENCE = Duration.ofMillis(4_500);

    private static final Duration KILL_PATIENCE = Duration.ofSeconds(4);

    /** The exit status of a wrapper that ended its command because it was told to. */
    private static final int ENDED = 128 + 15;

    private final SshConnection connection;
    private final RemoteCommand command;
    private final WrapperReports reports;
    private final ExecutorThreads threads;

    private WrapperRun(
            SshConnection connection,
            RemoteCommand command,
            CommandListener listener,
            ExecutorThreads threads) {
        this.connection = connection;
        this.command = command;
        this.reports = new WrapperReports(connection.toString(), command, listener);
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
        threads.execute(run.reports::readOutput);
        threads.execute(run.reports::read);
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
        threads.execute(run.reports::readWithOutput);
        threads.execute(run.reports::awaitExit);
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

    /**
     * Lets go of the channel: the command's writes to what the wrapper was given by the server fail
     * from now on. That it has ended is still told.
     */
    @Override
    public void close() {
        command.close();
    }

    /**
     * Asks for what the command has written so far: the listener hears when that has come, or that
     * all is lost. Without waiting; nothing may come if the system is dead.
     */
    void passOutput() {
        send("pass\n".getBytes(StandardCharsets.US_ASCII));
    }

    /** What it is on the system; empty as long as it has not been started. */
    Optional<Processes> processes() {
        return reports.processes();
    }

    /** Waits for the end of everything, but not longer than that; whether it came. */
    boolean awaitClosed(Duration longest) throws InterruptedException {
        return reports.awaitClosed(longest);
    }

    /**
     * Ends the command if it runs, so that nothing of its process group is left (WRP-08): by a word
     * to the wrapper, and where that does not help, from outside. Takes 9 s at most. A connection
     * that does not obey is closed.
     *
     * @param other the connection to use if this one is lost; it may fail
     */
    void end(Callable<SshConnection> other) throws InterruptedException {
        if (!reports.isClosed()) {
            send("end\n".getBytes(StandardCharsets.US_ASCII));
            if (!awaitClosed(WRAPPER_PATIENCE) && connection.isConnected()) {
                LOG.warn("{}: the wrapper does not end its command, it is killed", connection);
                killAndClose();
                return;
            }
        }
        Optional<Processes> left = processes();
        if (reports.status() != ENDED && !reports.toldEnd() && left.isPresent()) {
            // The wrapper was killed, or nobody can tell.
            String kill =
                    WorkDirectory.killCommand(
                            List.of(-left.get().group()), left.get().bootIdentity());
            if (!connection.isConnected() || !execute(kill, () -> connection)) {
                execute(kill, other);
            }
        }
    }

    private void killAndClose() throws InterruptedException {
        boolean killed =
                processes().isEmpty() || execute(killBoth(processes().get()), () -> connection);
        if (!killed || !awaitClosed(Duration.ofMillis(500))) {
            connection.close();
        }
    }

    private static String killBoth(Processes left) {
        return WorkDirectory.killCommand(
                List.of(-left.group(), left.wrapper()), left.bootIdentity());
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

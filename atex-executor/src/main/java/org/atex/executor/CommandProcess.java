package org.atex.executor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.atex.core.time.Deadline;
import org.atex.executor.script.PlainCommand;
import org.atex.executor.ssh.RemoteCommand;
import org.atex.executor.ssh.SshException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A plain command on the system, whose output is recorded. */
final class CommandProcess implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CommandProcess.class);

    private static final int BUFFER = 32 * 1024;

    // Together less than the 5 s of CMD-04.
    private static final Duration TELL = Duration.ofSeconds(1);
    private static final Duration KILL = Duration.ofSeconds(2);
    private static final Duration LAST_OUTPUT = Duration.ofSeconds(1);

    /** How long output may stay silent that a daemon holds open, once the command has ended. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private final RemoteCommand command;
    private final RemoteSystem system;
    private final Recording recording;
    private final CompletableFuture<Integer> exit;
    private final CompletableFuture<Void> outputOver = new CompletableFuture<>();
    private final CompletableFuture<Long> process = new CompletableFuture<>();
    private final AtomicLong received = new AtomicLong();
    private Future<?> outputRead = CompletableFuture.completedFuture(null);
    private Future<?> errorsRead = CompletableFuture.completedFuture(null);

    private CommandProcess(RemoteCommand command, RemoteSystem system, Recording recording) {
        this.command = command;
        this.system = system;
        this.recording = recording;
        this.exit = command.exit();
    }

    /**
     * Starts it, with an empty stdin.
     *
     * @throws SshException if the connection is lost
     */
    static CommandProcess start(
            List<String> words, RemoteSystem system, Recording recording, ExecutorThreads threads)
            throws SshException, InterruptedException {
        String line = PlainCommand.start(words);
        RemoteCommand command = system.connection(Deadline.never()).start(line);
        CommandProcess started = new CommandProcess(command, system, recording);
        started.outputRead = threads.submit(started::readOutput);
        started.errorsRead = threads.submit(started::readErrors);
        started.closeInput();
        return started;
    }

    private void closeInput() {
        try {
            command.input().close();
        } catch (IOException e) {
            LOG.debug("{}: {}", system, e.getMessage()); // its exit tells, too
        }
    }

    /** Goes on until nothing more can be stored. */
    private Void readOutput() {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = command.output()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                received.addAndGet(n);
                recording.feed(Recording.OUTPUT, ByteBuffer.wrap(buffer, 0, n));
                if (recording.broken().isPresent()) {
                    break;
                }
            }
        } catch (IOException e) {
            LOG.debug("{}: output is lost: {}", system, e.getMessage());
        } finally {
            outputOver.complete(null);
        }
        return null;
    }

    private Void readErrors() {
        byte[] buffer = new byte[BUFFER];
        Tail told = new Tail();
        try {
            InputStream in = command.errors();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                told.add(ByteBuffer.wrap(buffer, 0, n));
                PlainCommand.process(told.toString()).ifPresent(process::complete);
            }
        } catch (IOException e) {
            LOG.debug("{}: errors are lost: {}", system, e.getMessage());
        }
        return null;
    }

    /**
     * Waits for its end, and for its output. It is killed if this thread is interrupted, or the
     * runner cannot store what it says.
     *
     * @throws SshException if the connection is lost; the command may go on
     */
    Ending await() throws SshException, InterruptedException {
        try {
            Object unused = CompletableFuture.anyOf(exit.handle((s, e) -> s), outputOver).get();
            if (recording.broken().isPresent()) {
                kill();
            }
            int status = exit.get();
            awaitOutput();
            return recording.broken().orElse(Ending.exited(status));
        } catch (ExecutionException e) {
            throw SshException.lost(system, e.getCause());
        } catch (InterruptedException e) {
            kill();
            throw e;
        }
    }

    private void awaitOutput() throws ExecutionException, InterruptedException {
        long before = -1;
        while (before != received.get()) {
            before = received.get();
            try {
                outputOver.get(SILENCE.toNanos(), TimeUnit.NANOSECONDS);
                return;
            } catch (TimeoutException e) {
                LOG.debug("{}: the command has ended, its output has not", system);
            }
        }
    }

    /** By a session of its own: signals over the channel do nothing (CMD-04). */
    private void kill() throws InterruptedException {
        try {
            long id = process.get(TELL.toNanos(), TimeUnit.NANOSECONDS);
            int unused =
                    system.within(
                            KILL,
                            () ->
                                    system.execute(
                                            system.connection(Deadline.after(KILL)),
                                            PlainCommand.kill(id),
                                            new Tail()));
            outputOver.get(LAST_OUTPUT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException | SshException e) {
            LOG.warn("{}: a command may go on: {}", system, e.toString());
        }
    }

    /** Lets go of it. */
    @Override
    public void close() {
        command.close();
        outputRead.cancel(true);
        errorsRead.cancel(true);
    }
}

package org.atex.executor;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.atex.core.system.SshSystem;
import org.atex.core.time.Deadline;
import org.atex.executor.script.WorkDirectory;
import org.atex.executor.ssh.KeyPassphrases;
import org.atex.executor.ssh.RemoteCommand;
import org.atex.executor.ssh.SshConnection;
import org.atex.executor.ssh.SshException;
import org.atex.executor.ssh.SshTimings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The system of one executor: its connection, made anew where it was lost, and what is done by
 * plain commands.
 */
final class RemoteSystem implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RemoteSystem.class);

    private static final long READY_PAUSE_MILLIS = 1_000;
    private static final long BREAK_OFF_MILLIS = 1_000;
    private static final Duration REMOVAL = Duration.ofSeconds(1);

    private final SshSystem system;
    private final SshTimings timings;
    private final KeyPassphrases passphrases;
    private final ExecutorThreads threads;
    private @Nullable SshConnection connection;
    private @Nullable SshConnection connecting;
    private boolean closed;

    RemoteSystem(
            SshSystem system,
            SshTimings timings,
            KeyPassphrases passphrases,
            ExecutorThreads threads) {
        this.system = system;
        this.timings = timings;
        this.passphrases = passphrases;
        this.threads = threads;
    }

    /**
     * The connection; a new one if there is none that works.
     *
     * @throws SshException in one line: where, and what is wrong there
     */
    SshConnection connection(Deadline deadline) throws SshException, InterruptedException {
        SshConnection old;
        SshConnection fresh = new SshConnection(system, timings, passphrases, threads);
        synchronized (this) {
            old = connection;
            if (old != null && old.isConnected()) {
                return old;
            }
            if (closed) {
                throw new IllegalStateException(system + ": the executor is closed");
            }
            connection = fresh;
            connecting = fresh;
        }
        if (old != null) {
            old.close();
        }
        try {
            if (Thread.interrupted()) {
                throw new InterruptedException(system + ": interrupted before connecting");
            }
            fresh.connect(deadline);
            return fresh;
        } finally {
            synchronized (this) {
                connecting = null;
            }
        }
    }

    /** Lets the thread that is making a connection fail, which hears no interrupts. */
    void breakOffConnecting() {
        SshConnection unfinished;
        synchronized (this) {
            unfinished = connecting;
        }
        if (unfinished != null) {
            unfinished.breakOff();
        }
    }

    /** Whether there is a connection that is not known to be lost. */
    synchronized boolean isConnected() {
        return connection != null && connection.isConnected();
    }

    /** Drops the connection; the next call to {@link #connection} makes another one. */
    void disconnect() {
        SshConnection old;
        synchronized (this) {
            old = connection;
            connection = null;
        }
        if (old != null) {
            old.close();
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        disconnect();
    }

    /** Waits for the ready command to succeed, if there is one (PRV-01). */
    void awaitReady(Deadline deadline) throws SshException, InterruptedException {
        if (system.readyCommand().isEmpty()) {
            return;
        }
        while (!readyNow(system.readyCommand().get(), deadline)) {
            LOG.debug("{}: not ready yet", system);
            Thread.sleep(READY_PAUSE_MILLIS);
        }
    }

    /** A system that is still starting may well drop its connections. */
    private boolean readyNow(String command, Deadline deadline)
            throws SshException, InterruptedException {
        try {
            return execute(connection(deadline), command, new Tail()) == 0;
        } catch (SshException e) {
            if (isConnected()) {
                throw e;
            }
            LOG.debug("{}: lost while it became ready: {}", system, e.getMessage());
            return false;
        }
    }

    /** Runs a command to its end and gives its exit status. */
    int execute(SshConnection on, String command, Tail tail)
            throws SshException, InterruptedException {
        return execute(on, command, new byte[0], tail, tail);
    }

    /** The same for a command with input, and with its errors apart from its output. */
    int execute(SshConnection on, String command, byte[] input, Tail output, Tail errors)
            throws SshException, InterruptedException {
        try (RemoteCommand running = on.start(command)) {
            Future<?> errorsRead = threads.submit(() -> read(running.errors(), errors));
            write(running.input(), input);
            read(running.output(), output);
            errorsRead.get();
            return running.exit().get();
        } catch (ExecutionException e) {
            throw lost(e.getCause());
        }
    }

    private static void write(OutputStream to, byte[] input) {
        try (to) {
            to.write(input);
            to.flush();
        } catch (IOException e) {
            // The exit status says that the connection is lost, or that the command wanted none.
        }
    }

    /** Something that talks to the system. */
    interface Talk<T> {
        T have() throws SshException, InterruptedException;
    }

    /**
     * Has something done that talks to the system. When it takes too long, or this thread is
     * interrupted, the connection is dropped, which ends it.
     *
     * @throws SshException if it fails or takes too long
     */
    <T> T within(Duration limit, Talk<T> talk) throws SshException, InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        Future<T> result =
                threads.submit(
                        () -> {
                            try {
                                return talk.have();
                            } finally {
                                over.countDown();
                            }
                        });
        try {
            return result.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof SshException said ? said : lost(e.getCause());
        } catch (TimeoutException e) {
            breakOff(result, over);
            throw new SshException("%s: no answer within %s".formatted(system, limit), e);
        } catch (InterruptedException e) {
            breakOff(result, over);
            throw e;
        }
    }

    private void breakOff(Future<?> talk, CountDownLatch over) throws InterruptedException {
        boolean unused = talk.cancel(true);
        breakOffConnecting();
        disconnect();
        if (!over.await(BREAK_OFF_MILLIS, TimeUnit.MILLISECONDS)) {
            LOG.warn("{}: what was interrupted does not end", system);
        }
    }

    private SshException lost(@Nullable Throwable cause) {
        return SshException.lost(system, cause);
    }

    /** Reads to the end; that the connection is lost is told by the exit status. */
    static Void read(InputStream in, Tail tail) throws InterruptedException {
        byte[] buffer = new byte[4096];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                tail.add(ByteBuffer.wrap(buffer, 0, n));
            }
        } catch (InterruptedIOException e) {
            throw new InterruptedException("interrupted while a command ran");
        } catch (IOException e) {
            // The exit status says that the connection is lost.
        }
        return null;
    }

    /** Where its work directories go, if not in the usual places (RUN-01). */
    Optional<String> workRoot() {
        return system.workRoot();
    }

    /**
     * Removes the work directory.
     *
     * @throws SetupFailedException if something of it stays
     */
    void remove(WorkDirectory work, Deadline deadline)
            throws SetupFailedException, SshException, InterruptedException {
        Tail tail = new Tail();
        if (execute(connection(deadline), work.removeCommand(), tail) != 0) {
            throw new SetupFailedException(
                    "%s: %s cannot be removed: %s".formatted(system, work.path(), tail));
        }
    }

    /** Has it removed without waiting long for that, if there is a connection. */
    void removeSoon(WorkDirectory work) throws InterruptedException {
        if (!isConnected()) {
            return;
        }
        try {
            int unused =
                    within(
                            REMOVAL,
                            () ->
                                    execute(
                                            connection(Deadline.after(REMOVAL)),
                                            work.removeCommand(),
                                            new Tail()));
        } catch (SshException e) {
            LOG.debug("{}: {} may stay: {}", system, work.path(), e.getMessage());
        }
    }

    @Override
    public String toString() {
        return system.toString();
    }
}

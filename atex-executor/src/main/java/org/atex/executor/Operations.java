package org.atex.executor;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.atex.core.execute.ExecutorException;
import org.atex.core.result.ErrorKind;
import org.atex.core.result.TestError;
import org.atex.core.result.TestOutcome;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Attempt;
import org.atex.core.time.Deadline;
import org.atex.executor.ssh.SshException;
import org.jspecify.annotations.Nullable;

/**
 * What an executor does, one thing at a time (RUN-14), each ended early from any thread: by a
 * cancel, an interrupt of the caller, its deadline, or {@link #close}.
 */
final class Operations implements AutoCloseable {

    private static final Duration LONGEST_END = Duration.ofSeconds(10);

    private final SshSystem coordinates;
    private final ExecutorThreads threads;
    private final Runnable breakOff;

    // Under the lock of this object.
    private @Nullable Operation current;
    private boolean closed;

    /**
     * Makes those of one executor.
     *
     * @param breakOff ends what an interrupt does not, quickly
     */
    Operations(SshSystem coordinates, ExecutorThreads threads, Runnable breakOff) {
        this.coordinates = coordinates;
        this.threads = threads;
        this.breakOff = breakOff;
    }

    /**
     * Performs the run of an attempt, which ends early also if the attempt is cancelled, or was
     * before (CAN-02).
     *
     * @throws IOException as the run does
     */
    TestOutcome performRun(Attempt attempt, Callable<TestOutcome> run) throws IOException {
        Operation operation = begin();
        Attempt.Registration onCancel =
                attempt.onCancel(() -> operation.stop(Operation.Reason.CANCELLED));
        try {
            return perform(operation, Deadline.never(), run);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            onCancel.close();
        }
    }

    /**
     * Performs {@code start} or {@code stop}.
     *
     * @throws ExecutorException if it fails (ERR-03)
     */
    void performSetup(String what, Deadline limit, Callable<Void> work)
            throws InterruptedException {
        Operation operation = begin();
        try {
            perform(operation, limit, work);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw explained(what, limit, operation, e);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("%s: interrupted after %s".formatted(coordinates, what));
        }
    }

    private ExecutorException explained(
            String what, Deadline limit, Operation operation, Exception e)
            throws InterruptedException {
        Optional<Operation.Reason> reason = operation.reason();
        if (reason.isPresent()) {
            switch (reason.get()) {
                case INTERRUPTED -> {
                    Thread.interrupted();
                    throw new InterruptedException(
                            "%s: interrupted during %s".formatted(coordinates, what));
                }
                case OVERDUE -> {
                    return new ExecutorException(
                            ErrorKind.SETUP,
                            "%s: %s not done within %s".formatted(coordinates, what, limit),
                            e);
                }
                default -> {
                    return new ExecutorException(ErrorKind.ABORTED, TestError.CANCELLED, e);
                }
            }
        }
        if (e instanceof SetupFailedException failed) {
            return new ExecutorException(
                    ErrorKind.SETUP, message(what, failed.output().strip()), e);
        }
        String said = String.valueOf(e.getMessage());
        if (e instanceof SshException) {
            return new ExecutorException(ErrorKind.SETUP, said, e); // names its place
        }
        boolean lost = e instanceof SetupCommand.LostException;
        return new ExecutorException(
                lost ? ErrorKind.ABORTED : ErrorKind.SETUP, message(what, said), e);
    }

    /** Names the place, unless the message does so itself. */
    private String message(String what, String text) {
        return text.startsWith(coordinates.toString())
                ? text
                : "%s: %s failed: %s".formatted(coordinates, what, text);
    }

    private synchronized Operation begin() {
        if (closed) {
            throw new IllegalStateException(coordinates + ": the executor is closed");
        }
        if (current != null) {
            throw new IllegalStateException(coordinates + ": the executor is busy");
        }
        current = new Operation(breakOff);
        return current;
    }

    /** Has it done by a thread of ours, and waits for it whatever happens meanwhile. */
    private <T> T perform(Operation operation, Deadline limit, Callable<T> work) throws Exception {
        boolean interrupted = false;
        try {
            Future<T> result = threads.submit(() -> operation.perform(work));
            while (true) {
                try {
                    return operation.reason().isPresent()
                            ? result.get()
                            : result.get(limit.remaining().toNanos(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                    operation.stop(Operation.Reason.INTERRUPTED);
                } catch (TimeoutException e) {
                    operation.stop(Operation.Reason.OVERDUE);
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            synchronized (this) {
                current = null;
                notifyAll();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Ends what is being done, if anything (CAN-01). */
    void cancel() {
        stop(Operation.Reason.CANCELLED);
    }

    private boolean stop(Operation.Reason why) {
        Operation running;
        synchronized (this) {
            running = current;
        }
        if (running != null) {
            running.stop(why);
        }
        return running != null;
    }

    /** Ends what is being done, and waits for that: it leaves nothing on the system. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        if (stop(Operation.Reason.CLOSED)) {
            awaitIdle(Deadline.after(LONGEST_END));
        }
    }

    private synchronized void awaitIdle(Deadline deadline) {
        try {
            while (current != null && !deadline.expired()) {
                wait(Math.max(1, deadline.remaining().toMillis()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package org.atex.executor;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.atex.executor.script.WorkDirectory;
import org.atex.executor.ssh.SshConnection;
import org.atex.executor.ssh.SshException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A command before or after tests: its output goes to the log, its failure is one of the setup. */
final class SetupCommand implements CommandListener {

    /** A line by which packages.sh tells that it has begun a reboot (PKG-02). */
    private static final String REBOOTS = "atex: the system reboots";

    private static final Logger LOG = LoggerFactory.getLogger(SetupCommand.class);

    private final String where;
    private final Tail tail = new Tail();
    private volatile @Nullable String failure;
    private volatile int exitCode = -1;
    private volatile int status = -1;

    private SetupCommand(String where) {
        this.where = where;
    }

    /**
     * Runs it to its end; when interrupted or late, ends it first.
     *
     * @throws SetupFailedException if it could not be started, its exit code is not 0, or it takes
     *     longer than the limit
     * @throws LostException if the connection or the wrapper was lost meanwhile
     * @throws RebootsException if it ended by a reboot that it had announced
     */
    static void run(
            SshConnection connection,
            WorkDirectory work,
            byte[] order,
            Duration limit,
            ExecutorThreads threads)
            throws SetupFailedException,
                    LostException,
                    RebootsException,
                    SshException,
                    InterruptedException {
        SetupCommand command = new SetupCommand(connection.toString());
        WrapperRun run = WrapperRun.start(connection, work, order, command, threads);
        boolean closed;
        try {
            closed = run.awaitClosed(limit);
        } catch (InterruptedException e) {
            run.end(() -> connection); // an operation is interrupted once at the most
            throw e;
        }
        if (!closed) {
            run.end(() -> connection);
            throw new SetupFailedException("%snot done within %s".formatted(command.tail, limit));
        }
        command.checkReboot(run.processes());
        command.check();
    }

    /** The connection or the wrapper went away in the middle. */
    static final class LostException extends Exception {
        private static final long serialVersionUID = 1L;

        LostException(String message) {
            super(message);
        }
    }

    /** The system is on its way down. */
    static final class RebootsException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient WrapperRun.Processes before;

        RebootsException(WrapperRun.Processes before) {
            super("reboots");
            this.before = before;
        }

        /** What the command was before that. */
        WrapperRun.Processes before() {
            return before;
        }
    }

    private void checkReboot(Optional<WrapperRun.Processes> before) throws RebootsException {
        boolean failed = status != 0 || exitCode != 0;
        if (failed && before.isPresent() && tail.toString().lines().anyMatch(REBOOTS::equals)) {
            throw new RebootsException(before.get());
        }
    }

    private void check() throws SetupFailedException, LostException {
        String why = failure;
        if (why != null) {
            throw new SetupFailedException(why);
        }
        if (status != 0) {
            throw new LostException(
                    "%s: the connection or the wrapper was lost during setup (status %d)"
                            .formatted(where, status));
        }
        if (exitCode != 0) {
            throw new SetupFailedException(tail.toString());
        }
    }

    @Override
    public void output(ByteBuffer bytes) {
        if (LOG.isDebugEnabled()) {
            String text = StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
            text.lines().forEach(line -> LOG.debug("{}: {}", where, line));
        }
        tail.add(bytes);
    }

    @Override
    public void failed(String why) {
        failure = why;
    }

    @Override
    public void ended(int code) {
        exitCode = code;
    }

    @Override
    public void closed(int wrapperStatus) {
        status = wrapperStatus;
    }
}

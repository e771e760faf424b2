package org.atex.executor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.atex.core.execute.AttemptListener;
import org.atex.core.result.Status;
import org.atex.core.result.TestOutcome;
import org.atex.core.test.Attempt;
import org.atex.core.time.Deadline;
import org.atex.executor.control.ControlException;
import org.atex.executor.ssh.SshException;
import org.atex.executor.tmt.ResultDocuments;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a command, from its start to its one result (section 14). */
final class CommandRun {

    private static final Logger LOG = LoggerFactory.getLogger(CommandRun.class);

    private static final Duration CONNECT = Duration.ofSeconds(30);

    /** The stream on which the result comes, as if the command had sent it. */
    private static final int CONTROL = 1;

    private final Attempt attempt;
    private final AttemptListener listener;
    private final List<String> command;
    private final RemoteSystem system;
    private final CommandOptions options;
    private final ExecutorThreads threads;

    CommandRun(
            Attempt attempt,
            AttemptListener listener,
            List<String> command,
            RemoteSystem system,
            CommandOptions options,
            ExecutorThreads threads) {
        this.attempt = attempt;
        this.listener = listener;
        this.command = command;
        this.system = system;
        this.options = options;
        this.threads = threads;
    }

    /**
     * Runs it.
     *
     * @throws org.atex.core.InvalidArgumentException if the directory is used already
     * @throws IOException if the result cannot be stored (ERR-04)
     */
    TestOutcome run() throws IOException {
        try (Recording recording =
                Recording.open(attempt, listener, options.limits(), false, Optional.empty())) {
            Ending ending = ending(recording);
            report(ending, recording);
            return recording.finish(ending);
        }
    }

    private Ending ending(Recording recording) {
        try (CommandProcess process = start(recording)) {
            return process.await();
        } catch (SshException e) {
            LOG.debug("{}: {}", attempt, e.getMessage());
            return Ending.lost(255, e);
        } catch (InterruptedException e) {
            return Ending.cancelled();
        }
    }

    private CommandProcess start(Recording recording) throws SshException, InterruptedException {
        if (attempt.cancelled()) {
            throw new InterruptedException("cancelled before it was started");
        }
        system.connection(Deadline.after(CONNECT));
        recording.started();
        return CommandProcess.start(command, system, recording, threads);
    }

    /** What the error is, if there is one, is added when all is closed (FBK-04). */
    private void report(Ending ending, Recording recording) throws IOException {
        Optional<Status> status = Optional.empty();
        if (ending.exitCode().isPresent()) {
            int code = ending.exitCode().getAsInt();
            status = Optional.of(options.verdict().judge(code, recording.output()));
        }
        byte[] words = ResultDocuments.output(status, options.output());
        try {
            recording.take(CONTROL, ByteBuffer.wrap(words));
        } catch (ControlException e) {
            throw new IOException("%s: %s".formatted(attempt, e.getMessage()), e);
        }
    }
}

package org.atex.executor;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.atex.core.time.Deadline;
import org.atex.executor.link.Frames;
import org.atex.executor.link.SupervisorLink;
import org.atex.executor.link.SupervisorState;
import org.atex.executor.link.TestProcesses;
import org.atex.executor.ssh.SshConnection;
import org.atex.executor.ssh.SshException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends a test that may still run, by its supervisor or without (SUP-09). Takes 10 s at most. */
final class SupervisedEnd {

    private static final Logger LOG = LoggerFactory.getLogger(SupervisedEnd.class);

    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final Duration CONNECT = Duration.ofSeconds(2);

    /** SIGHUP, 2 s, SIGKILL by the wrapper (WRP-04), and a margin. */
    private static final Duration WRAPPER_PATIENCE = Duration.ofMillis(4_500);

    private final SupervisedTests tests;
    private final Recording recording;
    private final LinkedRun run;
    private final RunProgress progress;
    private final Attachment attachment;

    SupervisedEnd(
            SupervisedTests tests, Recording recording, LinkedRun run, Attachment attachment) {
        this.tests = tests;
        this.recording = recording;
        this.run = run;
        this.progress = run.progress();
        this.attachment = attachment;
    }

    /** Ends it, so that nothing of its process group is left where the system can be reached. */
    void end() throws InterruptedException {
        if (!tests.alive().getAsBoolean()) {
            return;
        }
        SupervisorLink link = run.link();
        SupervisorLink by = link != null && link.isOpen() ? link : anotherLink();
        if (by == null || !endBy(by)) {
            killFromOutside();
        }
    }

    /** Null if the supervisor is not reached, or is not the one that runs the test. */
    private @Nullable SupervisorLink anotherLink() throws InterruptedException {
        try {
            SupervisorLink found =
                    tests.system()
                            .within(
                                    CONNECT,
                                    () -> tests.supervision().link(Deadline.after(CONNECT)));
            return run.knownTo(found).isPresent() ? found : null;
        } catch (SshException e) {
            LOG.debug("{}: not reached to be ended: {}", tests.attempt(), e.getMessage());
            return null;
        }
    }

    /** Whether the supervisor did it. */
    private boolean endBy(SupervisorLink link) throws InterruptedException {
        try {
            boolean unused = progress.takeAnswer();
            link.send(new Frames().end().ask());
            boolean answers = receive(link, ANSWER, progress::takeAnswer);
            if (!answers && progress.end().isEmpty()) {
                LOG.warn("{}: the supervisor does not answer", tests.attempt());
                return false;
            }
            return receive(link, WRAPPER_PATIENCE, () -> false);
        } catch (IOException e) {
            LOG.debug("{}: link lost while it is ended: {}", tests.attempt(), e.getMessage());
            return false;
        }
    }

    /** Until all has come, or enough; false if it takes too long. */
    private boolean receive(SupervisorLink link, Duration longest, BooleanSupplier enough)
            throws IOException, InterruptedException {
        Deadline deadline = Deadline.after(longest);
        while (progress.end().isEmpty() && !enough.getAsBoolean()) {
            if (!link.receive(deadline.remaining(), progress) && deadline.expired()) {
                return false;
            }
            link.send(new Frames().stored(recording.checkpoint()));
        }
        return true;
    }

    private void killFromOutside() throws InterruptedException {
        Optional<TestProcesses> left = progress.processes();
        SupervisorState.Self supervisor = attachment.supervisor();
        String kill =
                attachment
                        .work()
                        .killCommand(
                                left.map(known -> List.of(-known.group(), known.wrapper()))
                                        .orElse(List.of()),
                                supervisor.pid(),
                                supervisor.startTime(),
                                attachment.bootIdentity());
        tests.supervision().drop();
        if (!execute(kill)) {
            tests.system().disconnect(); // this one does not answer; another one may
            boolean unused = execute(kill);
        }
    }

    private boolean execute(String kill) throws InterruptedException {
        try {
            return tests.system().within(ANSWER, () -> executeNow(kill));
        } catch (SshException e) {
            LOG.debug("{}: cannot be killed: {}", tests.attempt(), e.getMessage());
            return false;
        }
    }

    private boolean executeNow(String kill) throws SshException, InterruptedException {
        SshConnection on = tests.system().connection(Deadline.after(CONNECT));
        return tests.system().execute(on, kill, new Tail()) == 0;
    }
}

package org.atex.executor;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.atex.core.time.Deadline;
import org.atex.executor.link.SupervisorLink;
import org.atex.executor.link.WrapperEnd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A test that the supervisor runs. It outlives connections: when one is lost, another one goes on
 * at the next byte (SUP-06). The one thread that waits for its end also reads what it sends.
 */
final class SupervisedTest implements TestProcess {

    private static final Logger LOG = LoggerFactory.getLogger(SupervisedTest.class);

    /** How long a test whose time is over may take to say what it said before (DUR-08). */
    private static final Duration CATCH_UP = Duration.ofSeconds(5);

    /** The exit status of a wrapper that ended its test because it was told to. */
    private static final int ENDED = 128 + 15;

    private final SupervisedTests tests;
    private final Recording recording;
    private final LinkedRun run;
    private final RunProgress progress;
    private final Attachment attachment;
    private final Reattachment reattachment;
    private Deadline catchUp = Deadline.after(Duration.ZERO);

    /** One that was started already, by this runner or another one. */
    SupervisedTest(
            SupervisedTests tests, Recording recording, LinkedRun run, Attachment attachment) {
        this.tests = tests;
        this.recording = recording;
        this.run = run;
        this.progress = run.progress();
        this.attachment = attachment;
        this.reattachment = new Reattachment(tests, recording::remaining);
    }

    @Override
    public Ending await() throws SetupFailedException, InterruptedException {
        while (true) {
            Optional<Ending> ending = ending();
            if (ending.isPresent()) {
                return ending.get();
            }
            try {
                if (run.receive(patience())) {
                    reattachment.worked();
                }
            } catch (IOException e) {
                LOG.debug("{}: link lost: {}", tests.attempt(), e.getMessage());
                Optional<Ending> lost = comeBack();
                if (lost.isPresent()) {
                    return lost.get();
                }
            }
        }
    }

    private Optional<Ending> ending() throws SetupFailedException {
        Optional<Ending> broken = recording.broken();
        if (broken.isPresent()) {
            return broken;
        }
        if (progress.failure().isPresent()) {
            throw new SetupFailedException(progress.failure().get());
        }
        Optional<Ending> ending =
                recording.disconnected() ? endAfterDisconnect() : endingOfWrapper();
        return ending.isEmpty() && timeIsOver() ? Optional.of(Ending.timedOut()) : ending;
    }

    private Optional<Ending> endAfterDisconnect() {
        return progress.end().isPresent() || progress.isDrained()
                ? Optional.of(Ending.REBOOTS)
                : Optional.empty();
    }

    /** A wrapper that was killed is waited for no longer, its test even less (REC-05). */
    private Optional<Ending> endingOfWrapper() {
        Optional<WrapperEnd> killed = progress.wrapper().filter(end -> end.status() != 0);
        if (killed.isPresent()) {
            return Optional.of(endingOfKilled(killed.get().status()));
        }
        return progress.end().map(SupervisedTest::endingOf);
    }

    /** The supervisor ends a test itself whose time is over while no runner is there (SUP-07). */
    private Ending endingOfKilled(int status) {
        boolean late = status == ENDED && recording.remaining().isZero();
        return late ? Ending.timedOut() : Ending.lost(status, null);
    }

    private static Ending endingOf(WrapperEnd end) {
        return end.exitCode().isPresent()
                ? Ending.exited(end.exitCode().getAsInt())
                : Ending.withoutExitCode();
    }

    private boolean timeIsOver() {
        return recording.remaining().isZero() && (catchUp.expired() || !run.isBehind());
    }

    private Duration patience() {
        Duration left = recording.remaining();
        return left.isZero() ? catchUp.remaining() : left;
    }

    /**
     * The link is lost, even if that does not show at the connection yet; the test may go on. Empty
     * if there is a new link.
     */
    private Optional<Ending> comeBack() throws InterruptedException {
        run.unlink();
        tests.supervision().drop();
        if (recording.disconnected()) {
            return Optional.of(Ending.REBOOTS);
        }
        boolean wanted = tests.options().supervising().reattach() || recording.resumed();
        Optional<SupervisorLink> back = wanted ? reattachment.await(attachment) : Optional.empty();
        if (back.isPresent() && run.goOn(back.get())) {
            catchUp = Deadline.after(CATCH_UP);
            return Optional.empty();
        }
        boolean late = recording.remaining().isZero();
        return Optional.of(late ? Ending.timedOut() : Ending.lost(Ending.LOST, null));
    }

    @Override
    public Optional<List<String>> left() {
        return progress.end().map(WrapperEnd::found);
    }

    @Override
    public boolean awaitRestart() throws InterruptedException {
        return new SupervisedRestart(tests, recording, run).await(attachment.bootIdentity());
    }

    @Override
    public void end() throws InterruptedException {
        if (progress.end().isEmpty() && progress.failure().isEmpty()) {
            new SupervisedEnd(tests, recording, run, attachment).end();
        }
    }

    @Override
    public void close() {
        if (!run.forget()) {
            tests.supervision().drop();
        }
    }
}

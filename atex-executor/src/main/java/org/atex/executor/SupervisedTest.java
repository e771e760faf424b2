package org.atex.executor;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atex.core.time.Deadline;
import org.atex.core.time.Ticker;
import org.atex.executor.link.Frames;
import org.atex.executor.link.RunId;
import org.atex.executor.link.SupervisorLink;
import org.atex.executor.link.SupervisorState;
import org.atex.executor.link.WrapperEnd;
import org.atex.executor.ssh.SshException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A test that the supervisor runs. It outlives connections: when one is lost, another one goes on
 * at the next byte (SUP-06). The one thread that waits for its end reads what it sends, stores that
 * and acknowledges it, in this order.
 */
final class SupervisedTest implements TestProcess {

    private static final Logger LOG = LoggerFactory.getLogger(SupervisedTest.class);

    /** How long a test whose time is over may take to say what it said before (DUR-08). */
    private static final Duration CATCH_UP = Duration.ofSeconds(5);

    /** For how long after the end of its time a test may be attached to (DUR-08). */
    private static final Duration LATE = Duration.ofSeconds(10);

    private final SupervisedTests tests;
    private final Recording recording;
    private final Start start;
    private final Attachment attachment;
    private final StreamIntake intake;
    private final RunProgress progress;
    private final Draining draining;
    private final Reattachment reattachment;
    private @Nullable SupervisorLink link;
    private Deadline catchUp = Deadline.after(Duration.ZERO);
    private boolean saidDisconnected;
    private boolean askedForStreams;

    /** What has it started: which start of which attempt, and its order. */
    static final class Start {
        private final RunId run;
        private final byte[] order;

        Start(RunId run, byte[] order) {
            this.run = run;
            this.order = order;
        }
    }

    /**
     * One that was started already, by this runner or another one, and to which there is no link.
     */
    SupervisedTest(SupervisedTests tests, Recording recording, Start start, Attachment attachment) {
        this.tests = tests;
        this.recording = recording;
        this.start = start;
        this.attachment = attachment;
        this.intake = new StreamIntake(recording);
        this.progress = new RunProgress(intake);
        this.draining = new Draining(recording, Ticker.system());
        this.reattachment = new Reattachment(tests, recording::remaining);
    }

    /**
     * Starts it. Whether the link carried that far shows later, and may be asked again (SUP-13).
     */
    void begin(SupervisorLink fresh) {
        link = fresh;
        try {
            fresh.send(firstFrames());
        } catch (IOException e) {
            LOG.debug("{}: lost when it was started: {}", tests.attempt(), e.getMessage());
            link = null;
        }
    }

    private Frames firstFrames() {
        return new Frames()
                .start(start.run, start.order)
                .timeLeft(unattended(recording.remaining()));
    }

    /** A runner that comes a little late still hears what the test said in its time (DUR-08). */
    private static Duration unattended(Duration left) {
        Duration longest = Duration.ofDays(36_500);
        return left.compareTo(longest) < 0 ? left.plus(LATE) : longest;
    }

    @Override
    public Ending await() throws SetupFailedException, InterruptedException {
        while (true) {
            Optional<Ending> ending = ending();
            if (ending.isPresent()) {
                return ending.get();
            }
            try {
                receive(patience());
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
            return Optional.of(Ending.lost(killed.get().status(), null));
        }
        return progress.end().map(SupervisedTest::endingOf);
    }

    private static Ending endingOf(WrapperEnd end) {
        return end.exitCode().isPresent()
                ? Ending.exited(end.exitCode().getAsInt())
                : Ending.withoutExitCode();
    }

    private boolean timeIsOver() {
        return recording.remaining().isZero() && (catchUp.expired() || !isBehind());
    }

    /** Whether the supervisor has read something that has not come. */
    private boolean isBehind() {
        for (Map.Entry<Integer, Long> stream : progress.read().entrySet()) {
            if (recording.position(stream.getKey()) < stream.getValue()) {
                return true;
            }
        }
        return false;
    }

    private Duration patience() {
        Duration left = recording.remaining();
        if (left.isZero()) {
            left = catchUp.remaining();
        }
        boolean silent = progress.isDrained() && draining.patience().compareTo(left) < 0;
        return silent ? draining.patience() : left;
    }

    private void receive(Duration patience) throws IOException, InterruptedException {
        SupervisorLink on = link;
        if (on == null) {
            throw new EOFException("there is no link");
        }
        if (on.receive(patience, progress)) {
            reattachment.worked();
        }
        on.send(replies());
    }

    /** What was stored is acknowledged (SUP-05); what changed meanwhile is told. */
    private Frames replies() {
        Frames frames = new Frames();
        Map<Integer, Long> stored = recording.checkpoint();
        if (progress.end().isPresent()) {
            return frames; // all is going to be forgotten there
        }
        frames.stored(stored);
        intake.takeEnded().forEach(frames::ended);
        if (recording.disconnected() && !saidDisconnected) {
            saidDisconnected = true;
            frames.disconnected();
        }
        recording.takeNewLimit().ifPresent(left -> frames.timeLeft(unattended(left)));
        if (progress.isDrained()) {
            drain(frames);
        }
        return frames;
    }

    /** Streams that never sent a byte are known to the supervisor only, which tells its state. */
    private void drain(Frames frames) {
        if (!askedForStreams) {
            askedForStreams = true;
            boolean unused = progress.takeState();
            frames.start(start.run, new byte[0]);
        } else if (progress.takeState()) {
            frames.proceed(recording.positions());
            draining.close(progress.read().keySet(), frames);
        } else {
            draining.close(intake.open(), frames);
        }
    }

    /** The link is lost; the test may go on. Empty if there is a new link. */
    private Optional<Ending> comeBack() throws InterruptedException {
        link = null;
        intake.linkLost();
        if (recording.disconnected()) {
            return Optional.of(Ending.REBOOTS);
        }
        boolean wanted = tests.options().supervising().reattach();
        Optional<SupervisorLink> back = wanted ? reattachment.await(attachment) : Optional.empty();
        boolean there = back.isPresent() && goOn(back.get());
        if (there) {
            return Optional.empty();
        }
        boolean late = recording.remaining().isZero();
        return Optional.of(late ? Ending.timedOut() : Ending.lost(255, null));
    }

    /** Attaches. False if the supervisor does not know the test any more. */
    private boolean goOn(SupervisorLink back) {
        Optional<SupervisorState.Run> known =
                back.firstState().run().filter(run -> run.id().equals(start.run));
        if (known.isEmpty() && (progress.processes().isPresent() || recording.resumed())) {
            return false;
        }
        link = back;
        progress.state(back.firstState());
        boolean unused = progress.takeState();
        askedForStreams = false;
        saidDisconnected = recording.disconnected();
        catchUp = Deadline.after(CATCH_UP);
        known.ifPresent(run -> recording.lastStarted(Duration.ofMillis(run.elapsedMillis())));
        try {
            back.send(known.isEmpty() ? firstFrames() : framesToGoOn());
        } catch (IOException e) {
            LOG.debug("{}: lost again: {}", tests.attempt(), e.getMessage());
            link = null;
        }
        return true;
    }

    private Frames framesToGoOn() {
        Frames frames = new Frames().proceed(recording.positions());
        if (recording.disconnected()) {
            frames.disconnected();
        }
        return frames.timeLeft(unattended(recording.remaining()));
    }

    @Override
    public Optional<List<String>> left() {
        return progress.end().map(WrapperEnd::found);
    }

    @Override
    public boolean awaitRestart() throws InterruptedException {
        Reconnection reconnection =
                new Reconnection(
                        tests.system(),
                        tests.alive(),
                        recording::remaining,
                        tests.options().settleTime());
        Reconnection.Found found = Reconnection.Found.RUNS;
        while (found == Reconnection.Found.RUNS) {
            awaitWrapper();
            tests.supervision().drop();
            tests.system().disconnect();
            found = reconnection.await(attachment.bootIdentity(), this::stillRuns);
        }
        return found == Reconnection.Found.READY;
    }

    /** Whether the wrapper runs; then there is a link again (REC-07). */
    private boolean stillRuns() throws SshException, InterruptedException {
        SupervisorLink back = tests.supervision().link(Deadline.after(Duration.ofSeconds(30)));
        boolean runs =
                back.firstState()
                        .run()
                        .filter(run -> run.id().equals(start.run))
                        .filter(SupervisorState.Run::running)
                        .isPresent();
        return runs && goOn(back);
    }

    private void awaitWrapper() throws InterruptedException {
        try {
            while (link != null
                    && progress.end().isEmpty()
                    && !progress.isDrained()
                    && !recording.remaining().isZero()) {
                receive(patience());
            }
        } catch (IOException e) {
            LOG.debug("{}: link lost while it reboots: {}", tests.attempt(), e.getMessage());
        }
        link = null;
    }

    @Override
    public void end() throws InterruptedException {
        if (progress.end().isEmpty() && progress.failure().isEmpty()) {
            new SupervisedEnd(tests, attachment, start.run, progress, recording).end(link);
        }
    }

    /** What it left behind is forgotten once it is stored (SUP-13). */
    @Override
    public void close() {
        SupervisorLink on = link;
        if (on == null || progress.end().isEmpty()) {
            tests.supervision().drop();
            return;
        }
        try {
            on.send(new Frames().forget());
        } catch (IOException e) {
            tests.supervision().drop();
        }
    }
}

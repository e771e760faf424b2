package org.atex.executor;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.atex.core.time.Ticker;
import org.atex.executor.link.Frames;
import org.atex.executor.link.RunId;
import org.atex.executor.link.SupervisorLink;
import org.atex.executor.link.SupervisorState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One start of a test over its links, of which there may be several, one after the other: what
 * comes is stored and then acknowledged (SUP-05), what the supervisor has to know is told. For one
 * thread.
 */
final class LinkedRun {

    private static final Logger LOG = LoggerFactory.getLogger(LinkedRun.class);

    /** For how long after the end of its time a test may be attached to (DUR-08). */
    private static final Duration LATE = Duration.ofSeconds(10);

    private static final Duration LONGEST_LIMIT = Duration.ofDays(36_500);

    private final Recording recording;
    private final RunId id;
    private final byte[] order;
    private final StreamIntake intake;
    private final RunProgress progress;
    private final Draining draining;
    private final Acknowledgements acknowledgements = new Acknowledgements();
    private @Nullable SupervisorLink link;
    private boolean saidDisconnected;
    private boolean askedForStreams;

    /**
     * One without a link yet.
     *
     * @param recording takes what comes
     * @param id which start of which attempt
     * @param order has it started
     */
    LinkedRun(Recording recording, RunId id, byte[] order) {
        this.recording = recording;
        this.id = id;
        this.order = order;
        this.intake = new StreamIntake(recording);
        this.progress = new RunProgress(intake);
        this.draining = new Draining(recording, Ticker.system());
    }

    /** Which start of which attempt. */
    RunId id() {
        return id;
    }

    /** What the supervisor has told. */
    RunProgress progress() {
        return progress;
    }

    /** The present link; null if it was lost. */
    @Nullable SupervisorLink link() {
        return link;
    }

    /** Starts the test. Whether the link carried that far shows later, and is asked again. */
    void begin(SupervisorLink fresh) {
        use(fresh, firstFrames());
    }

    /**
     * Goes on over another link to the same supervisor; says once more what may not have arrived
     * (SUP-13).
     *
     * @return false if the supervisor does not know a test any more that it has started
     */
    boolean goOn(SupervisorLink back) {
        Optional<SupervisorState.Run> known = knownTo(back);
        if (known.isEmpty() && progress.processes().isPresent()) {
            return false;
        }
        progress.state(back.firstState());
        boolean unused = progress.takeState();
        askedForStreams = false;
        if (recording.resumed()) {
            known.ifPresent(run -> recording.lastStarted(Duration.ofMillis(run.elapsedMillis())));
        }
        use(back, known.isEmpty() ? firstFrames() : framesToGoOn());
        return true;
    }

    /** What the supervisor said of the test when it was greeted, if it knew it. */
    Optional<SupervisorState.Run> knownTo(SupervisorLink greeted) {
        return greeted.firstState().run().filter(run -> run.id().equals(id));
    }

    private void use(SupervisorLink fresh, Frames frames) {
        link = fresh;
        acknowledgements.forget();
        try {
            fresh.send(frames);
        } catch (IOException e) {
            LOG.debug("run {}: link lost at once: {}", id, e.getMessage());
            link = null;
        }
    }

    private Frames firstFrames() {
        return new Frames().start(id, order).timeLeft(unattended(recording.remaining()));
    }

    private Frames framesToGoOn() {
        Frames frames = new Frames().proceed(recording.positions());
        saidDisconnected = recording.disconnected();
        if (saidDisconnected) {
            frames.disconnected();
        }
        return frames.timeLeft(unattended(recording.remaining()));
    }

    /** A runner that comes a little late still hears what the test said in its time (DUR-08). */
    private static Duration unattended(Duration left) {
        return left.compareTo(LONGEST_LIMIT) < 0 ? left.plus(LATE) : LONGEST_LIMIT;
    }

    /**
     * Waits for something to come, and takes what is there then.
     *
     * @param longest how long to wait, unless silence means something before
     * @return whether anything came
     * @throws IOException if the link is lost, or there is none
     */
    boolean receive(Duration longest) throws IOException, InterruptedException {
        SupervisorLink on = link;
        if (on == null) {
            throw new EOFException("there is no link");
        }
        boolean came = on.receive(patience(longest), progress);
        on.send(replies());
        return came;
    }

    private Duration patience(Duration longest) {
        boolean silenceCounts = progress.isDrained() && Draining.PATIENCE.compareTo(longest) < 0;
        return silenceCounts ? Draining.PATIENCE : longest;
    }

    private Frames replies() {
        Frames frames = new Frames();
        acknowledgements.add(recording.checkpoint());
        if (progress.end().isPresent()) {
            return frames; // all is going to be forgotten there
        }
        // The supervisor waits for those of the output once it knows of the disconnect (SUP-08).
        if (acknowledgements.due() || recording.disconnected()) {
            frames.stored(acknowledgements.take());
        }
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
            frames.start(id, new byte[0]);
        } else if (progress.takeState()) {
            frames.proceed(recording.positions());
            draining.close(progress.read().keySet(), frames);
        } else {
            draining.close(intake.open(), frames);
        }
    }

    /** Whether the supervisor had read something, when it was greeted, that has not come yet. */
    boolean isBehind() {
        return progress.read().entrySet().stream()
                .anyMatch(stream -> recording.position(stream.getKey()) < stream.getValue());
    }

    /** The link is of no use any more. */
    void unlink() {
        link = null;
        intake.linkLost();
    }

    /**
     * Has the supervisor forget what it keeps of the test, once that is stored (SUP-13).
     *
     * @return whether the link can be used for another test
     */
    boolean forget() {
        SupervisorLink on = link;
        boolean over = progress.end().isPresent() || progress.failure().isPresent();
        if (on == null || !over) {
            return false;
        }
        try {
            on.send(new Frames().forget());
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

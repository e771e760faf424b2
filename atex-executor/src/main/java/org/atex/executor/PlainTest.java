package org.atex.executor;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.atex.core.time.Deadline;
import org.atex.core.time.Ticker;
import org.atex.executor.ssh.SshConnection;
import org.atex.executor.ssh.SshException;
import org.jspecify.annotations.Nullable;

/** A test under a wrapper of its own in an SSH session of its own (SUP-11). */
final class PlainTest implements TestProcess, CommandListener {

    private static final Duration CLEAN_UP = Duration.ofSeconds(3);

    /**
     * How long output may take that was written before {@code disconnect}: the system may be dead.
     */
    private static final Duration LAST_OUTPUT = Duration.ofSeconds(5);

    private final PlainTests tests;
    private final Recording recording;
    private final TestStreams streams;
    private final Ticker ticker = Ticker.system();
    private @Nullable ControlSource control;
    private @Nullable WrapperRun run;

    // All under the lock of the recording.
    private @Nullable String setupFailure;
    private @Nullable Deadline lastOutput;
    private boolean passed;
    private OptionalInt exitCode = OptionalInt.empty();
    private long endedAt;
    private OptionalInt wrapperStatus = OptionalInt.empty();

    PlainTest(PlainTests tests, Recording recording) {
        this.tests = tests;
        this.recording = recording;
        this.streams = new TestStreams(recording, ticker);
    }

    /** What takes the test's connections. */
    TestStreams streams() {
        return streams;
    }

    /** Says what it consists of, before anything of it is waited for. */
    void runs(ControlSource source, WrapperRun wrapper) {
        control = source;
        run = wrapper;
    }

    @Override
    public Ending await() throws SetupFailedException, InterruptedException {
        ControlSource source = Objects.requireNonNull(control);
        recording.lock.lockInterruptibly();
        try {
            boolean closed = false;
            while (true) {
                Optional<Ending> broken = recording.broken();
                if (broken.isPresent()) {
                    return broken.get();
                }
                if (recording.disconnected() && !closed) {
                    closed = letGo(source);
                }
                if (wrapperStatus.isPresent()) {
                    return endingOfWrapper(source);
                }
                long left = recording.remaining().toNanos();
                if (left <= 0) {
                    return Ending.timedOut();
                }
                long unused = recording.changed.awaitNanos(closed ? left : orLastOutput(left));
            }
        } finally {
            recording.lock.unlock();
        }
    }

    /**
     * Has the writes of a test fail that said {@code disconnect}, once its output has come: it may
     * be gone after that, with its system. Whether that is done.
     */
    private boolean letGo(ControlSource source) {
        if (lastOutput == null) {
            lastOutput = Deadline.after(LAST_OUTPUT);
            Objects.requireNonNull(run).passOutput();
        }
        if (!passed && !lastOutput.expired()) {
            return false;
        }
        source.close();
        return true;
    }

    private long orLastOutput(long left) {
        return lastOutput == null ? left : Math.min(left, lastOutput.remaining().toNanos());
    }

    /** The wrapper has ended by itself, or was lost. */
    private Ending endingOfWrapper(ControlSource source)
            throws SetupFailedException, InterruptedException {
        if (setupFailure != null) {
            throw new SetupFailedException(setupFailure);
        }
        int status = wrapperStatus.orElseThrow();
        if (recording.disconnected()) {
            return Ending.REBOOTS;
        }
        if (status != 0) {
            return Ending.lost(status, null);
        }
        streams.drain(endedAt, source::busy);
        return recording.broken().orElseGet(this::endingWithExitCode);
    }

    /** Without a socket it comes on the control stream. */
    private Ending endingWithExitCode() {
        OptionalInt code = exitCode.isPresent() ? exitCode : recording.exitCode();
        return code.isPresent() ? Ending.exited(code.getAsInt()) : Ending.withoutExitCode();
    }

    @Override
    public boolean awaitRestart() throws InterruptedException {
        tests.system().disconnect();
        Optional<WrapperRun.Processes> known =
                Optional.ofNullable(run).flatMap(WrapperRun::processes);
        Reconnection reconnection =
                new Reconnection(
                        tests.system(),
                        tests.alive(),
                        recording::remaining,
                        tests.options().settleTime());
        Reconnection.Found found =
                reconnection.await(
                        known.map(WrapperRun.Processes::bootIdentity).orElse(""),
                        known.map(WrapperRun.Processes::wrapper));
        return found == Reconnection.Found.READY;
    }

    @Override
    public void end() throws InterruptedException {
        if (run != null) {
            run.end(this::connectionToCleanUp);
        }
    }

    /** The system may be reached although the connection of the test was lost (WRP-08). */
    private SshConnection connectionToCleanUp() throws SshException, InterruptedException {
        if (!tests.alive().getAsBoolean()) {
            throw SshException.lost(tests.system(), null);
        }
        return tests.system().connection(Deadline.after(CLEAN_UP));
    }

    /** Others read what it sends, and what it sends late must not meet the next start. */
    @Override
    public void silence() {
        close();
    }

    @Override
    public void close() {
        if (control != null) {
            control.close();
        }
        if (run != null) {
            run.close();
        }
        streams.close();
    }

    // What the wrapper tells, by threads of ours

    @Override
    public void output(ByteBuffer bytes) {
        recording.feed(Recording.OUTPUT, bytes);
        recording.store();
    }

    @Override
    public void failed(String why) {
        change(() -> setupFailure = why);
    }

    @Override
    public void passed() {
        change(() -> passed = true);
    }

    @Override
    public void ended(int code) {
        change(
                () -> {
                    exitCode = OptionalInt.of(code);
                    endedAt = ticker.nanos();
                });
    }

    @Override
    public void closed(int status) {
        change(
                () -> {
                    wrapperStatus = OptionalInt.of(status);
                    endedAt = exitCode.isPresent() ? endedAt : ticker.nanos();
                });
    }

    private void change(Runnable what) {
        recording.lock.lock();
        try {
            what.run();
            recording.changed.signalAll();
        } finally {
            recording.lock.unlock();
        }
    }
}

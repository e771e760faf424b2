package org.atex.executor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import org.atex.executor.link.LinkListener;
import org.atex.executor.link.SupervisorState;
import org.atex.executor.link.TestProcesses;
import org.atex.executor.link.WrapperEnd;
import org.jspecify.annotations.Nullable;

/** What the supervisor has told of one start of a test, over all links. For one thread. */
final class RunProgress implements LinkListener {

    private final StreamIntake intake;
    private @Nullable String failure;
    private @Nullable TestProcesses processes;
    private @Nullable WrapperEnd wrapper;
    private @Nullable WrapperEnd end;
    private Map<Integer, Long> read = Map.of();
    private boolean drained;
    private boolean asked;
    private boolean answered;

    RunProgress(StreamIntake intake) {
        this.intake = intake;
    }

    /** Why the test could not be set up, if so. */
    Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /** What it is on the system, once it was started. */
    Optional<TestProcesses> processes() {
        return Optional.ofNullable(processes);
    }

    /** How the wrapper has ended, once it has. */
    Optional<WrapperEnd> wrapper() {
        return Optional.ofNullable(wrapper);
    }

    /** The same, once all has come. */
    Optional<WrapperEnd> end() {
        return Optional.ofNullable(end);
    }

    /** Whether the drain time is over, and streams are still open (CTL-18). */
    boolean isDrained() {
        return drained;
    }

    /** How much of each stream the supervisor had read when it told its state last. */
    Map<Integer, Long> read() {
        return read;
    }

    /** Whether a state was told since the last call. */
    boolean takeState() {
        boolean came = asked;
        asked = false;
        return came;
    }

    /** Whether the supervisor has shown that it is there since the last call. */
    boolean takeAnswer() {
        boolean came = answered;
        answered = false;
        return came;
    }

    @Override
    public void state(SupervisorState state) {
        asked = true;
        state.run()
                .ifPresent(
                        run -> {
                            read = run.read();
                            run.processes().ifPresent(this::started);
                        });
    }

    @Override
    public void failed(String why) {
        failure = why;
    }

    @Override
    public void started(TestProcesses now) {
        processes = now;
    }

    @Override
    public void data(int stream, long offset, ByteBuffer bytes) throws IOException {
        intake.data(stream, offset, bytes);
    }

    @Override
    public void ended(int stream, long length) {
        intake.ended(stream, length);
    }

    @Override
    public void wrapperEnded(WrapperEnd how) {
        wrapper = how;
    }

    @Override
    public void drained() {
        drained = true;
    }

    @Override
    public void over(WrapperEnd how) {
        wrapper = how;
        end = how;
    }

    @Override
    public void answered() {
        answered = true;
    }
}

package org.atex.core.result;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How an attempt ended. A failing test is a result; a broken system is an outcome that gets another
 * attempt (ORC-12). Immutable.
 *
 * @param end in which way
 * @param exitCode of the test, where it gave one
 * @param status of the test's own stored result, the last one where there are several
 * @param error what ended it, for every end but {@link End#EXITED}
 * @param took from the start of the test to its end, without its preparation
 */
public record TestOutcome(
        End end,
        OptionalInt exitCode,
        Optional<Status> status,
        Optional<TestError> error,
        Duration took) {

    /** The ways in which an attempt ends (the table of ORC-12). */
    public enum End {
        /** By itself, with an exit code. */
        EXITED,
        /** Its time was over. */
        TIMED_OUT,
        /** It broke the control stream. */
        PROTOCOL_ERROR,
        /** The test could not be set up. */
        SETUP_FAILED,
        /** The wrapper, the session or the system went away. */
        SYSTEM_LOST,
        /** Somebody wanted it to end. */
        CANCELLED
    }

    /** Checks the parts. */
    public TestOutcome {
        Objects.requireNonNull(end, "end");
        Objects.requireNonNull(exitCode, "exitCode");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(error, "error");
        Objects.requireNonNull(took, "took");
    }

    /** A test that ended by itself. */
    public static TestOutcome exited(int exitCode, Optional<Status> status, Duration took) {
        return new TestOutcome(
                End.EXITED, OptionalInt.of(exitCode), status, Optional.empty(), took);
    }

    /** A test that an error ended; its own result is {@code infra}, unless it stored another. */
    public static TestOutcome failed(
            End end, TestError error, Optional<Status> status, Duration took) {
        return new TestOutcome(end, OptionalInt.empty(), status, Optional.of(error), took);
    }

    /** Whether it ended by itself with exit code 0 and its own result is no bad one. */
    public boolean passed() {
        return exitedWith(0) && status.filter(Status::bad).isEmpty();
    }

    /** Whether it ended by itself with this exit code. */
    public boolean exitedWith(int code) {
        return end == End.EXITED && exitCode.isPresent() && exitCode.getAsInt() == code;
    }

    /** {@code exit code 1}, or what the error says. */
    @Override
    public String toString() {
        return error.map(TestError::message).orElseGet(() -> "exit code " + exitCode.orElseThrow());
    }
}

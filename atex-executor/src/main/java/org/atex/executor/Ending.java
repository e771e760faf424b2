package org.atex.executor;

import java.util.Optional;
import java.util.OptionalInt;
import org.atex.core.result.ErrorKind;
import org.atex.core.result.TestError;
import org.atex.core.result.TestOutcome.End;
import org.jspecify.annotations.Nullable;

/**
 * How a test ended, before its results were closed (the table of ORC-12).
 *
 * @param end in which way
 * @param exitCode of the test, if it ended by itself
 * @param error what ended it; empty if it ended by itself, or reboots
 */
record Ending(End end, OptionalInt exitCode, Optional<TestError> error) {

    /** The status of a wrapper that was lost with its system, session or supervisor (ERR-03). */
    static final int LOST = 255;

    /** Not an end: the test announced a reboot and is to be started again. */
    static final Ending REBOOTS =
            new Ending(End.SYSTEM_LOST, OptionalInt.empty(), Optional.empty());

    boolean reboots() {
        return equals(REBOOTS);
    }

    /** By itself. */
    static Ending exited(int code) {
        return new Ending(End.EXITED, OptionalInt.of(code), Optional.empty());
    }

    static Ending timedOut() {
        return aborted(End.TIMED_OUT, TestError.TIME_OVER);
    }

    static Ending cancelled() {
        return aborted(End.CANCELLED, TestError.CANCELLED);
    }

    static Ending withoutExitCode() {
        return aborted(End.SYSTEM_LOST, TestError.NO_EXIT_CODE);
    }

    /** The runner itself cannot go on; thrown once all is closed (ERR-04). */
    static Ending unstored() {
        return aborted(End.CANCELLED, "the runner cannot store results");
    }

    /** The control stream is broken. */
    static Ending broken(TestError error) {
        return new Ending(End.PROTOCOL_ERROR, OptionalInt.empty(), Optional.of(error));
    }

    /** The wrapper ended with this status, or was lost with the connection: 255. */
    static Ending lost(int status, @Nullable Throwable cause) {
        TestError error = TestError.wrapperExited(status);
        return new Ending(
                End.SYSTEM_LOST,
                OptionalInt.empty(),
                Optional.of(
                        new TestError(error.kind(), error.message(), Optional.ofNullable(cause))));
    }

    private static Ending aborted(End end, String message) {
        return new Ending(
                end, OptionalInt.empty(), Optional.of(TestError.of(ErrorKind.ABORTED, message)));
    }
}

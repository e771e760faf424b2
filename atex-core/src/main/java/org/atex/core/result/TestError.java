package org.atex.core.result;

import java.util.Objects;
import java.util.Optional;

/**
 * The error that ended a test (ERR-03).
 *
 * @param kind which of the fixed kinds
 * @param message fixed for {@code aborted}, else what went wrong
 * @param cause what the runner saw, where there is something
 */
public record TestError(ErrorKind kind, String message, Optional<Throwable> cause) {

    /** The message of a test whose time is over. */
    public static final String TIME_OVER = "test duration timeout reached";

    /** The message of a test that was cancelled. */
    public static final String CANCELLED = "cancel requested";

    /** The message of a test whose wrapper ended well without an exit code. */
    public static final String NO_EXIT_CODE = "exitcode not reported, wrapper bug?";

    /** Checks the parts. */
    public TestError {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(cause, "cause");
    }

    /** An error without a cause. */
    public static TestError of(ErrorKind kind, String message) {
        return new TestError(kind, message, Optional.empty());
    }

    /**
     * The {@code aborted} error of a wrapper that ended without {@code disconnect}.
     *
     * @param code its exit status, 128 + signal, or 255 if session, system or supervisor were lost
     */
    public static TestError wrapperExited(int code) {
        return of(
                ErrorKind.ABORTED,
                ("test wrapper unexpectedly exited with %d and disconnect was not sent via test"
                                + " control")
                        .formatted(code));
    }

    /** What stands in the note of the infra result, {@code KIND(MESSAGE)} (FBK-04). */
    public String note() {
        return kind.noteName() + "(" + message + ")";
    }

    @Override
    public String toString() {
        return note();
    }
}

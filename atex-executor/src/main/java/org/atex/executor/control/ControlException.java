package org.atex.executor.control;

import java.util.Objects;
import java.util.Optional;
import org.atex.core.result.ErrorKind;
import org.atex.core.result.TestError;
import org.jspecify.annotations.Nullable;

/** A test broke its control stream; this ends the test (CTL-15). */
public final class ControlException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient TestError error;

    private ControlException(ErrorKind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.error = new TestError(kind, message, Optional.ofNullable(cause));
    }

    /** The stream itself is broken. */
    public static ControlException badControl(String message) {
        return new ControlException(ErrorKind.BAD_CONTROL, message, null);
    }

    /** A result on it is broken. */
    public static ControlException badReport(String message) {
        return new ControlException(ErrorKind.BAD_REPORT_JSON, message, null);
    }

    /** A result on it is broken, as something noticed. */
    public static ControlException badReport(String message, Throwable cause) {
        return new ControlException(
                ErrorKind.BAD_REPORT_JSON, message, Objects.requireNonNull(cause));
    }

    /** What ends the test. */
    public TestError error() {
        return error;
    }
}

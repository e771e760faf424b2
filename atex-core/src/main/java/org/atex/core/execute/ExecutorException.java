package org.atex.core.execute;

import org.atex.core.AtexException;
import org.atex.core.result.ErrorKind;
import org.atex.core.result.TestError;
import org.jspecify.annotations.Nullable;

/**
 * {@link TestExecutor#start} or {@link TestExecutor#stop} failed: kind {@code setup} or {@code
 * aborted} (ERR-03).
 */
public class ExecutorException extends AtexException {

    private static final long serialVersionUID = 1L;

    private final ErrorKind kind;

    /** Makes one with a message that names the system and the step. */
    public ExecutorException(ErrorKind kind, String message) {
        this(kind, message, null);
    }

    /** Makes one with a message and, where known, the cause. */
    public ExecutorException(ErrorKind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** Makes one of an error of a test. */
    public ExecutorException(TestError error) {
        this(error.kind(), error.message(), error.cause().orElse(null));
    }

    /** Which kind. */
    public ErrorKind kind() {
        return kind;
    }
}

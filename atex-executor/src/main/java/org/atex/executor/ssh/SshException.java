package org.atex.executor.ssh;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Something about an SSH connection failed. The message is one line that names the place. */
public class SshException extends IOException {

    private static final long serialVersionUID = 1L;

    public SshException(String message) {
        super(message);
    }

    /** The connection to that place went away in the middle of something. */
    public static SshException lost(Object place, @Nullable Throwable cause) {
        return new SshException(
                "%s: the connection is lost: %s"
                        .formatted(place, cause == null ? "no reason" : cause.getMessage()),
                cause);
    }

    public SshException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

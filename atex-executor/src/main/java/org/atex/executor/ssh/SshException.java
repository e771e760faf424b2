package org.atex.executor.ssh;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Something about an SSH connection failed. The message is one line that names the place. */
public final class SshException extends IOException {

    private static final long serialVersionUID = 1L;

    SshException(String message) {
        super(message);
    }

    SshException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

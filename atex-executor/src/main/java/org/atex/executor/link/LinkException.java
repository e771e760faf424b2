package org.atex.executor.link;

import java.io.IOException;

/** The other side of a link does not speak as a supervisor does; the link is of no more use. */
public final class LinkException extends IOException {

    private static final long serialVersionUID = 1L;

    LinkException(String message) {
        super(message);
    }

    LinkException(String message, Throwable cause) {
        super(message, cause);
    }
}

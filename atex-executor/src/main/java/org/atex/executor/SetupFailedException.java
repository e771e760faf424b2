package org.atex.executor;

/** A system or a test could not be prepared; the message is what the setup commands printed. */
final class SetupFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    SetupFailedException(String output) {
        super(output);
    }

    String output() {
        return String.valueOf(getMessage());
    }
}

package org.atex.core.result;

/** The errors that end a test (ERR-01). */
public enum ErrorKind {
    /** The control stream is broken. */
    BAD_CONTROL("BadControlError"),
    /** A result is broken; a special {@link #BAD_CONTROL}. */
    BAD_REPORT_JSON("BadReportJSONError"),
    /** Time limit, cancel, lost system, failed wrapper. */
    ABORTED("TestAbortedError"),
    /** Preparing the system or the test failed. */
    SETUP("TestSetupError");

    private final String noteName;

    ErrorKind(String noteName) {
        this.noteName = noteName;
    }

    /** The name in notes of results; fixed, whatever our classes are called. */
    public String noteName() {
        return noteName;
    }
}

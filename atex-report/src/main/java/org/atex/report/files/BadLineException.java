package org.atex.report.files;

/** A line is not what was expected. The message says in what, without quoting it. */
public final class BadLineException extends Exception {

    private static final long serialVersionUID = 1L;

    BadLineException(String message) {
        super(message);
    }
}

package org.atex.core.result;

import java.util.Objects;

/**
 * The verdict of one result: one of the constants or any other word a test may use (RES-02).
 *
 * @param word as it is reported and stored
 */
public record Status(String word) {

    /** All is well. */
    public static final Status PASS = new Status("pass");

    /** The tested thing is broken. */
    public static final Status FAIL = new Status("fail");

    /** Nothing to judge. */
    public static final Status INFO = new Status("info");

    /** Worth a look. */
    public static final Status WARN = new Status("warn");

    /** Did not apply. */
    public static final Status SKIP = new Status("skip");

    /** The test itself is broken. */
    public static final Status ERROR = new Status("error");

    /** The runner or the system is broken; made by the runner, never by a test (FBK-04). */
    public static final Status INFRA = new Status("infra");

    /** Checks that there is a word. */
    public Status {
        Objects.requireNonNull(word, "word");
    }

    /** Whether somebody has to act: {@code fail}, {@code error} or {@code infra}. */
    public boolean bad() {
        return equals(FAIL) || equals(ERROR) || equals(INFRA);
    }

    @Override
    public String toString() {
        return word;
    }
}

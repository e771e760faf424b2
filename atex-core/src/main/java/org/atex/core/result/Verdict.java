package org.atex.core.result;

/** What a run says of one test in the end. */
public enum Verdict {
    /** It passed at once. */
    PASSED("passed"),
    /** It failed, then passed. */
    FLAKY("flaky"),
    /** It failed: exit code, its own result, or a broken control stream. */
    FAILED("failed"),
    /** Its time was over. */
    TIMED_OUT("timed out"),
    /** The system or its setup failed; nothing is said of the test. */
    INFRA("infra"),
    /** It was cancelled while it ran. */
    CANCELLED("cancelled"),
    /** It never ran. */
    NOT_RUN("not run");

    private final String words;

    Verdict(String words) {
        this.words = words;
    }

    /** Whether this is no reason to worry. */
    public boolean good() {
        return this == PASSED || this == FLAKY;
    }

    @Override
    public String toString() {
        return words;
    }
}

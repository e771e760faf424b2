package org.atex.core.result;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Does several things although some fail, and remembers the first failure. */
final class Failures {

    private @Nullable Throwable first;

    /** Something that may fail. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    void attempt(Step step) {
        try {
            step.run();
        } catch (IOException | RuntimeException | Error e) {
            add(e);
        }
    }

    private void add(Throwable failure) {
        if (first == null) {
            first = failure;
        } else if (first != failure) {
            first.addSuppressed(failure);
        }
    }

    void addTo(Throwable other) {
        if (first != null && first != other) {
            other.addSuppressed(first);
        }
    }

    void throwFirst() throws IOException {
        if (first instanceof IOException e) {
            throw e;
        }
        if (first instanceof RuntimeException e) {
            throw e;
        }
        if (first instanceof Error e) {
            throw e;
        }
    }
}

package org.atex.executor.collect;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Takes all steps of an end, whichever fail. */
final class Closing {

    private @Nullable IOException failure;

    /** A step that may fail. */
    @FunctionalInterface
    interface Step {
        void take() throws IOException;
    }

    void attempt(Step step) {
        try {
            step.take();
        } catch (IOException e) {
            add(e);
        }
    }

    private void add(IOException e) {
        if (failure == null) {
            failure = e;
        } else if (failure != e) {
            failure.addSuppressed(e);
        }
    }

    /** Throws the first failure, with the others attached. */
    void throwFailure() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }
}

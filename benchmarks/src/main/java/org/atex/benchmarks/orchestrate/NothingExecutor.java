package org.atex.benchmarks.orchestrate;

import java.time.Duration;
import java.util.Optional;
import org.atex.core.execute.AttemptListener;
import org.atex.core.execute.TestExecutor;
import org.atex.core.result.Status;
import org.atex.core.result.TestOutcome;
import org.atex.core.test.Attempt;
import org.atex.core.test.SystemSetup;
import org.atex.core.time.Deadline;

/** Every test passes at once. */
final class NothingExecutor implements TestExecutor {

    private static final TestOutcome PASSED =
            TestOutcome.exited(0, Optional.of(Status.PASS), Duration.ofMillis(1));

    @Override
    public void start(SystemSetup setup, Deadline deadline) {}

    @Override
    public TestOutcome run(Attempt attempt, AttemptListener listener) {
        listener.started();
        return PASSED;
    }

    @Override
    public void stop(Deadline deadline) {}

    @Override
    public void cancel() {}

    @Override
    public void close() {}
}

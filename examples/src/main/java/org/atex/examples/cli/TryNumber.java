package org.atex.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.atex.core.execute.AttemptListener;
import org.atex.core.execute.TestExecutor;
import org.atex.core.execute.TestExecutorFactory;
import org.atex.core.result.TestOutcome;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Attempt;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.atex.core.time.Deadline;

/**
 * Tells each test which try it is, in {@code ATEX_TRY}: an executor around another one.
 *
 * <p>The bundled tree has a test that fails at its first try, so that a rerun can be seen on any
 * kind of system.
 */
final class TryNumber implements TestExecutorFactory {

    private static final String VARIABLE = "ATEX_TRY";

    private final TestExecutorFactory inner;

    TryNumber(TestExecutorFactory inner) {
        this.inner = inner;
    }

    @Override
    public TestExecutor open(SshSystem system, BooleanSupplier alive) {
        return new Executor(inner.open(system, alive));
    }

    @Override
    public void replay(Path attemptDirectory, AttemptListener listener) throws IOException {
        inner.replay(attemptDirectory, listener);
    }

    private record Executor(TestExecutor inner) implements TestExecutor {

        @Override
        @SuppressWarnings("try") // the registration is there to be closed
        public TestOutcome run(Attempt attempt, AttemptListener listener) throws IOException {
            Attempt telling = telling(attempt);
            try (Attempt.Registration cancel = attempt.onCancel(telling::cancel)) {
                return inner.run(telling, listener);
            }
        }

        @Override
        @SuppressWarnings("try")
        public TestOutcome attach(Attempt attempt, AttemptListener listener) throws IOException {
            Attempt telling = telling(attempt);
            try (Attempt.Registration cancel = attempt.onCancel(telling::cancel)) {
                return inner.attach(telling, listener);
            }
        }

        private static Attempt telling(Attempt attempt) {
            TestRun test = attempt.test();
            Map<String, String> environment = new LinkedHashMap<>(test.environment());
            environment.put(VARIABLE, Integer.toString(attempt.tryNumber()));
            return new Attempt(
                    attempt.number(),
                    test.toBuilder().environment(environment).build(),
                    attempt.tryNumber(),
                    attempt.system(),
                    attempt.platform(),
                    attempt.directory());
        }

        @Override
        public void start(SystemSetup setup, Deadline deadline) throws InterruptedException {
            inner.start(setup, deadline);
        }

        @Override
        public void stop(Deadline deadline) throws InterruptedException {
            inner.stop(deadline);
        }

        @Override
        public void cancel() {
            inner.cancel();
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}

package org.atex.executor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.atex.core.execute.AttemptListener;
import org.atex.core.execute.TestExecutor;
import org.atex.core.execute.TestExecutorFactory;
import org.atex.core.system.SshSystem;
import org.atex.executor.collect.StoredLines;

/** Makes executors that share their settings. */
record SshExecutors(ExecutorOptions options) implements TestExecutorFactory {

    @Override
    public TestExecutor open(SshSystem system, BooleanSupplier alive) {
        return new SshTestExecutor(system, alive, options);
    }

    @Override
    public void replay(Path attemptDirectory, AttemptListener listener) throws IOException {
        StoredLines.replay(attemptDirectory, options.collecting().jsonDepth(), listener::reported);
    }
}

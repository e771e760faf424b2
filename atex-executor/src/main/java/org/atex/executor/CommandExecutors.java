package org.atex.executor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.atex.core.execute.AttemptListener;
import org.atex.core.execute.TestExecutor;
import org.atex.core.execute.TestExecutorFactory;
import org.atex.core.system.SshSystem;
import org.atex.executor.collect.CollectorLimits;
import org.atex.executor.collect.StoredLines;

/** Makes executors that share their commands. */
record CommandExecutors(CommandOptions options) implements TestExecutorFactory {

    @Override
    public TestExecutor open(SshSystem system, BooleanSupplier alive) {
        return new CommandExecutor(system, options);
    }

    @Override
    public void replay(Path attemptDirectory, AttemptListener listener) throws IOException {
        int depth = CollectorLimits.DEFAULT.jsonDepth();
        StoredLines.replay(attemptDirectory, depth, listener::reported);
    }
}

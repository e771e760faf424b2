package org.atex.executor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.atex.core.execute.AttemptListener;
import org.atex.core.execute.TestExecutor;
import org.atex.core.execute.TestExecutorFactory;
import org.atex.core.system.SshSystem;
import org.atex.executor.collect.StoredLines;
import org.atex.executor.script.TreeArchives;

/** Makes executors that share their settings, and the archives of their trees (RUN-16). */
final class SshExecutors implements TestExecutorFactory {

    private final ExecutorOptions options;
    private final TreeArchives archives = new TreeArchives();

    SshExecutors(ExecutorOptions options) {
        this.options = options;
    }

    @Override
    public TestExecutor open(SshSystem system, BooleanSupplier alive) {
        return new SshTestExecutor(system, alive, options, archives);
    }

    @Override
    public void replay(Path attemptDirectory, AttemptListener listener) throws IOException {
        StoredLines.replay(attemptDirectory, options.collecting().jsonDepth(), listener::reported);
    }
}

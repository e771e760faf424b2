package org.atex.executor;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.atex.core.InvalidArgumentException;
import org.atex.core.execute.AttemptListener;
import org.atex.core.execute.TestExecutor;
import org.atex.core.execute.TestExecutorFactory;
import org.atex.core.result.TestOutcome;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Attempt;
import org.atex.core.test.SystemSetup;
import org.atex.core.time.Deadline;
import org.atex.executor.ssh.KeyPassphrases;
import org.atex.executor.ssh.SshTimings;

/**
 * Runs plain commands on one system over SSH, each a test of one result: its status by the exit
 * code, and a file with all its output.
 *
 * <pre>{@code
 * Orchestrator.builder()
 *         .executor(CommandExecutor.factory(Map.of("/uptime", List.of("uptime", "-p"))))
 *         ...
 * }</pre>
 *
 * <p>Nothing is put on the system: no tree, no packages, no scripts of a plan, and tests have
 * neither control stream nor time limit (CMD-02). A command whose connection is lost goes on there,
 * and its attempt ends as lost; a cancelled one is killed, with its process group.
 */
public final class CommandExecutor implements TestExecutor {

    private static final Duration START_LIMIT = Duration.ofHours(1);

    private final CommandOptions options;
    private final ExecutorThreads threads;
    private final RemoteSystem system;
    private final Operations operations;

    CommandExecutor(SshSystem coordinates, CommandOptions options) {
        Objects.requireNonNull(coordinates, "system");
        this.options = options;
        this.threads = new ExecutorThreads(coordinates.toString());
        this.system =
                new RemoteSystem(coordinates, SshTimings.usual(), options.passphrases(), threads);
        this.operations = new Operations(coordinates, threads, system::breakOffConnecting);
    }

    /**
     * Makes executors with the usual settings.
     *
     * @param commands for each name of a test a program and its arguments, which no shell looks at
     */
    public static TestExecutorFactory factory(Map<String, List<String>> commands) {
        return builder(commands).factory();
    }

    /** Makes executors with other settings. */
    public static Builder builder(Map<String, List<String>> commands) {
        return new Builder(commands);
    }

    /** Logs in and waits until the system is ready; nothing of the setup is done (CMD-02). */
    @Override
    public void start(SystemSetup setup, Deadline deadline) throws InterruptedException {
        Deadline limit = deadline.atMost(START_LIMIT);
        operations.performSetup(
                "start",
                limit,
                () -> {
                    system.connection(limit);
                    system.awaitReady(limit);
                    return null;
                });
    }

    /**
     * Runs the command of that name.
     *
     * @throws InvalidArgumentException if there is none (ERR-02)
     */
    @Override
    public TestOutcome run(Attempt attempt, AttemptListener listener) throws IOException {
        List<String> command = options.command(attempt.test().name());
        CommandRun run = new CommandRun(attempt, listener, command, system, options, threads);
        return operations.performRun(attempt, run::run);
    }

    /** Has nothing to remove. */
    @Override
    public void stop(Deadline deadline) {}

    @Override
    public void cancel() {
        operations.cancel();
    }

    @Override
    public void close() {
        operations.close();
        system.close();
        threads.close();
    }

    /** Where the executor's system is: {@code executor of root@10.0.0.7:22}. */
    @Override
    public String toString() {
        return "executor of " + system;
    }

    /** Collects the settings of executors; {@link #factory()} checks them. For one thread. */
    public static final class Builder {

        private final Map<String, List<String>> commands;
        private String output = "output.txt";
        private CommandVerdict verdict = CommandVerdict.BY_EXIT_CODE;
        private long maxOutputBytes = Long.MAX_VALUE;
        private KeyPassphrases passphrases = KeyPassphrases.none();

        private Builder(Map<String, List<String>> commands) {
            this.commands = commands;
        }

        /** The name of the file with the output; {@code output.txt} unless said (CMD-01). */
        public Builder output(String name) {
            output = name;
            return this;
        }

        /** What decides the status; the exit code alone unless said (CMD-03). */
        public Builder verdict(CommandVerdict by) {
            verdict = by;
            return this;
        }

        /** The size of the output of one test; no limit unless said (LIM-06). */
        public Builder maxOutputBytes(long bytes) {
            maxOutputBytes = bytes;
            return this;
        }

        /** Where passphrases of encrypted private keys come from; nowhere unless said. */
        public Builder passphrases(KeyPassphrases source) {
            passphrases = source;
            return this;
        }

        /**
         * Makes executors with these settings.
         *
         * @throws InvalidArgumentException if one of them makes no sense
         */
        public TestExecutorFactory factory() {
            CommandOptions options =
                    new CommandOptions(commands, output, verdict, maxOutputBytes, passphrases);
            return new CommandExecutors(options);
        }
    }
}

package org.atex.executor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.atex.core.time.Deadline;
import org.atex.executor.script.MakeCommand;
import org.atex.executor.script.TreeArchives;
import org.atex.executor.script.WorkDirectory;
import org.atex.executor.ssh.CipherWarmUp;
import org.atex.executor.ssh.RemoteCommand;
import org.atex.executor.ssh.SshException;
import org.jspecify.annotations.Nullable;

/** Makes work directories and fills them (RUN-01), from what the system has kept (RUN-16). */
final class TreeUpload {

    private final RemoteSystem system;
    private final TreeArchives archives;
    private final boolean keeps;
    private final ExecutorThreads threads;

    /**
     * Makes one.
     *
     * @param keeps whether the system keeps archives
     */
    TreeUpload(RemoteSystem system, TreeArchives archives, boolean keeps, ExecutorThreads threads) {
        this.system = system;
        this.archives = archives;
        this.keeps = keeps;
        this.threads = threads;
    }

    /** Begins with what needs no system, and returns at once. */
    OpeningArchive prepare(Optional<Path> tree) {
        threads.execute(CipherWarmUp::once);
        return new OpeningArchive(archives, tree, threads);
    }

    /**
     * Makes the work directory and fills it.
     *
     * @param made hears of the directory as soon as it exists, also if this fails later
     * @throws SetupFailedException if it cannot be made or filled
     * @throws IOException if the tree cannot be read
     */
    void make(OpeningArchive opening, Consumer<WorkDirectory> made, Deadline deadline)
            throws SetupFailedException, IOException, InterruptedException {
        TreeArchives.Open archive = opening.await();
        Tail errors = new Tail();
        Answer answer = new Answer();
        try (RemoteCommand command = system.connection(deadline).start(line(archive))) {
            Future<?> errorsRead =
                    threads.submit(() -> RemoteSystem.read(command.errors(), errors));
            Future<?> answerRead = threads.submit(() -> answer.read(command.output()));
            IOException failure =
                    keeps && !answer.wanted.get() ? end(command) : send(archive, command);
            answerRead.get();
            errorsRead.get();
            int status = command.exit().get();
            archive.checkFailure();
            if (status != 0 || failure != null) {
                throw failed(errors.toString().strip(), failure);
            }
        } catch (ExecutionException e) {
            throw SshException.lost(system, e.getCause());
        } finally {
            if (answer.lines.size() >= WorkDirectory.LINES) {
                made.accept(WorkDirectory.parse(answer.lines));
            }
        }
    }

    private String line(TreeArchives.Open archive) throws IOException, InterruptedException {
        return keeps
                ? MakeCommand.keeping(system.workRoot(), archive.hash(), archive.size())
                : MakeCommand.plain(system.workRoot());
    }

    /** The other side may know better what went wrong. */
    private SetupFailedException failed(String said, @Nullable IOException failure) {
        String why = said.isEmpty() && failure != null ? failure.getMessage() : said;
        return new SetupFailedException("%s: upload failed: %s".formatted(system, why));
    }

    private static @Nullable IOException end(RemoteCommand command) {
        try {
            command.input().close();
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    /** What went wrong here. */
    private static @Nullable IOException send(TreeArchives.Open archive, RemoteCommand command)
            throws InterruptedException {
        try (OutputStream in = command.input()) {
            long unused = archive.content().transferTo(in);
            in.flush();
            return null;
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while the tree was uploaded");
            }
            return e;
        }
    }

    /** What the command says: where the directory is, and then whether it wants the archive. */
    private static final class Answer {

        final List<String> lines = new CopyOnWriteArrayList<>();
        final CompletableFuture<Boolean> wanted = new CompletableFuture<>();

        Void read(InputStream in) {
            try (BufferedReader reader =
                    new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.add(line);
                    if (lines.size() > WorkDirectory.LINES) {
                        wanted.complete(line.equals(MakeCommand.SEND));
                    }
                }
            } catch (IOException e) {
                // The exit status says that the connection is lost.
            } finally {
                wanted.complete(false);
            }
            return null;
        }
    }
}

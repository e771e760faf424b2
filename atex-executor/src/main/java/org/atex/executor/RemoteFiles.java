package org.atex.executor;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import org.atex.executor.script.LeftFiles;
import org.atex.executor.ssh.RemoteCommand;
import org.atex.executor.ssh.SshConnection;
import org.atex.executor.ssh.SshException;

/** Fetches files that a test has left, by one command for all of them (TMT-05). For one thread. */
final class RemoteFiles implements FetchedFiles, AutoCloseable {

    private static final int LONGEST_ANSWER = 32;

    private final RemoteCommand command;
    private final InputStream output;
    private final Future<?> errors;
    private String refusal = "";

    /**
     * Starts the command.
     *
     * @throws SshException if the connection is lost
     */
    RemoteFiles(SshConnection connection, LeftFiles files, ExecutorThreads threads)
            throws SshException, InterruptedException {
        command = connection.start(files.fetchCommand());
        output = command.output();
        errors = threads.submit(() -> command.errors().transferTo(OutputStream.nullOutputStream()));
    }

    @Override
    public OptionalLong find(String path, long limit) throws IOException {
        if (path.indexOf('\n') >= 0 || path.indexOf('\0') >= 0) {
            refusal = "refused";
            return OptionalLong.empty();
        }
        OutputStream in = command.input();
        in.write("%d %s\n".formatted(limit, path).getBytes(StandardCharsets.UTF_8));
        in.flush();
        refusal = answer();
        return refusal.matches("\\d{1,18}")
                ? OptionalLong.of(Long.parseLong(refusal))
                : OptionalLong.empty();
    }

    private String answer() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = output.read(); c != '\n'; c = output.read()) {
            if (c < 0 || line.length() >= LONGEST_ANSWER) {
                throw new EOFException("no answer about files that the test has left");
            }
            line.append((char) c);
        }
        return line.toString();
    }

    @Override
    public String refusal() {
        return refusal;
    }

    @Override
    public InputStream content() {
        return output;
    }

    @Override
    public void close() {
        command.close();
        errors.cancel(true);
    }
}

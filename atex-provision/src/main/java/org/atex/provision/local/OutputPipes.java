package org.atex.provision.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Named pipes for the outputs of commands. Those that Java makes for a process are closed when it
 * ends, and what its children still write is lost; these end when nobody holds them any more.
 */
final class OutputPipes implements AutoCloseable {

    private static final int AT_A_TIME = 16;

    private final ScratchHome home;
    private final Deque<Path> free = new ArrayDeque<>();
    private final Set<OutputPipe> open = new HashSet<>();
    private int made;

    OutputPipes(ScratchHome home) {
        this.home = home;
    }

    /** Opens one that nobody else has. */
    synchronized OutputPipe open() throws IOException {
        if (free.isEmpty()) {
            make();
        }
        OutputPipe pipe = OutputPipe.open(free.removeFirst(), this);
        open.add(pipe);
        return pipe;
    }

    /**
     * One whose reader has left; if it has ended, nobody else has it open, and it is used again.
     */
    synchronized void left(OutputPipe pipe, boolean ended) {
        open.remove(pipe);
        if (ended) {
            free.addFirst(pipe.path());
        }
    }

    /** Wakes those who still read, though there are no clients any more. */
    @Override
    public void close() {
        for (OutputPipe pipe : stillOpen()) {
            pipe.wakeReader();
        }
    }

    private synchronized List<OutputPipe> stillOpen() {
        return List.copyOf(open);
    }

    private void make() throws IOException {
        Path directory = Files.createTempDirectory(home.base(), "pipes");
        List<String> command = new ArrayList<>(List.of("mkfifo", "-m", "600"));
        List<Path> paths = new ArrayList<>();
        for (int i = 0; i < AT_A_TIME; i++) {
            Path path = directory.resolve(Integer.toString(made++));
            paths.add(path);
            command.add(path.toString());
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String complaint =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (process.waitFor() != 0) {
                throw new IOException("no pipes: " + complaint);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while pipes were made", e);
        }
        free.addAll(paths);
    }
}

package org.atex.executor.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A runner in a process of its own, which can be killed: it runs one attempt, or attaches to one,
 * and prints what it hears ({@link RunnerMain}).
 */
final class RunnerProcess implements AutoCloseable {

    private final Process process;
    private final Thread reader;
    private long highest = -1;
    private String outcome = "";
    private boolean ended;

    /** Starts one; {@code mode} is {@code run} or {@code attach}. */
    RunnerProcess(
            String mode, int port, Path key, Path hostKey, Path script, Path attempt, Path log)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx128m");
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=debug");
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(RunnerMain.class.getName());
        command.addAll(List.of(mode, Integer.toString(port)));
        command.addAll(List.of(key.toString(), hostKey.toString()));
        command.addAll(List.of(script.toString(), attempt.toString()));
        process =
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        reader = new Thread(this::read, "runner-process");
        reader.start();
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                note(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            synchronized (this) {
                ended = true;
                notifyAll();
            }
        }
    }

    private synchronized void note(String line) {
        if (line.startsWith("result ")) {
            highest = Math.max(highest, Long.parseLong(line.substring(7)));
        } else if (line.startsWith("outcome ")) {
            outcome = line.substring(8);
        }
        notifyAll();
    }

    /** Waits until it has heard of that result; false if it ended before. */
    synchronized boolean awaitResult(long number) throws InterruptedException {
        while (highest < number && !ended) {
            wait();
        }
        return highest >= number;
    }

    /** The highest number of a result it heard of, -1 for none. */
    synchronized long highest() {
        return highest;
    }

    /** Waits for its end; what it says of the attempt's outcome, nothing if it was killed. */
    String awaitOutcome(Duration longest) throws InterruptedException {
        if (!process.waitFor(longest.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the runner does not end within " + longest);
        }
        reader.join();
        synchronized (this) {
            return outcome;
        }
    }

    /** What it has said of the outcome so far. */
    synchronized String said() {
        return outcome;
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
        reader.join();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}

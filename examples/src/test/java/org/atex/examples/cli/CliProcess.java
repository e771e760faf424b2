package org.atex.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The CLI in a process of its own, with a directory of its own for everything temporary. */
final class CliProcess implements AutoCloseable {

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final int SECONDS = 90;

    private final Process process;
    private final Path temporary;
    private final Path printed;
    private final Path complaints;

    private CliProcess(Process process, Path temporary, Path printed, Path complaints) {
        this.process = process;
        this.temporary = temporary;
        this.printed = printed;
        this.complaints = complaints;
    }

    static CliProcess start(Path directory, String... args) throws IOException {
        return start(directory, List.of(), args);
    }

    /**
     * Starts one.
     *
     * @param directory for its output, and its temporary files below
     * @param wrapper the words of a command that is to run it
     */
    static CliProcess start(Path directory, List<String> wrapper, String... args)
            throws IOException {
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        List<String> words = new ArrayList<>(wrapper);
        words.addAll(
                List.of(
                        JAVA.toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        AtexCli.class.getName()));
        words.addAll(List.of(args));
        Path printed = directory.resolve("printed");
        Path complaints = directory.resolve("complaints");
        Process process =
                new ProcessBuilder(words)
                        .redirectOutput(printed.toFile())
                        .redirectError(complaints.toFile())
                        .start();
        process.getOutputStream().close();
        return new CliProcess(process, temporary, printed, complaints);
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end:\n" + printed() + complaints());
        }
        return process.exitValue();
    }

    String printed() {
        return read(printed);
    }

    String complaints() {
        return read(complaints);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(file.toString(), e);
        }
    }

    /** Waits until it has printed something. */
    void awaitPrinted(Predicate<String> wanted) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!wanted.test(printed())) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new AssertionError("not printed:\n" + printed() + complaints());
            }
            Thread.sleep(20);
        }
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor(); // SIGKILL
    }

    void terminate() {
        process.destroy(); // SIGTERM
    }

    void interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("bash", "-c", "kill -INT " + process.pid()).start().waitFor();
    }

    /** Ctrl-C on its terminal: for its whole process group, which it must lead. */
    void interruptGroup() throws IOException, InterruptedException {
        new ProcessBuilder("bash", "-c", "kill -INT -- -" + process.pid()).start().waitFor();
    }

    /** Waits until one of its threads is in a method. */
    void awaitThreadIn(String method) throws IOException, InterruptedException {
        Path threads = temporary.resolveSibling("threads");
        String jcmd = JAVA.resolveSibling("jcmd").toString();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        do {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new AssertionError("no thread in %s:\n%s".formatted(method, read(threads)));
            }
            new ProcessBuilder(jcmd, "" + process.pid(), "Thread.print")
                    .redirectErrorStream(true)
                    .redirectOutput(threads.toFile())
                    .start()
                    .waitFor();
        } while (!read(threads).contains(method + "("));
    }

    Path temporary() {
        return temporary;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

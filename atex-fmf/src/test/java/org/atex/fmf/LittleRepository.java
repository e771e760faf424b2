package org.atex.fmf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A git repository with a little tree in it. */
public final class LittleRepository {

    private final Path directory;

    private LittleRepository(Path directory) {
        this.directory = directory;
    }

    /** A new repository in this folder, with the branch {@code main}. */
    public static LittleRepository in(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        LittleRepository repository = new LittleRepository(directory);
        repository.git("init", "-q", "-b", "main");
        return repository.with(".fmf/version", "1\n");
    }

    public LittleRepository with(String file, String content) {
        try {
            Path path = directory.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public LittleRepository withLink(String link, String target) {
        try {
            Files.createSymbolicLink(directory.resolve(link), Path.of(target));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public LittleRepository branch(String name) {
        git("checkout", "-q", "-b", name);
        return this;
    }

    public LittleRepository checkout(String name) {
        git("checkout", "-q", name);
        return this;
    }

    public LittleRepository commit() {
        git("add", "-A");
        git("commit", "-q", "-m", "change");
        return this;
    }

    public String url() {
        return "file://" + directory;
    }

    private void git(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git", "-C", directory.toString()));
        command.addAll(List.of("-c", "user.name=x", "-c", "user.email=x@example.org"));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + " ended with " + process.exitValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

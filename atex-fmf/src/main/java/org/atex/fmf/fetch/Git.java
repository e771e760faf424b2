package org.atex.fmf.fetch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.atex.fmf.error.FmfFetchException;
import org.atex.fmf.error.FmfPlace;

/** Runs git, which never asks anything and never runs for ever. */
final class Git {

    private static final int LONGEST_MESSAGE = 2000;

    private final Duration limit;

    Git(Duration limit) {
        this.limit = limit;
    }

    /**
     * Runs a git command and returns what it said.
     *
     * @throws FmfFetchException if it fails, or takes too long
     */
    String run(Path directory, String... arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-C", directory.toString()));
        command.addAll(List.of(arguments));
        try {
            return run(command);
        } catch (IOException e) {
            throw failed(arguments[0], "cannot be run: " + e.getMessage());
        }
    }

    /** Runs a git command that may fail; says whether it did not. */
    boolean succeeds(Path directory, String... arguments) throws InterruptedException {
        try {
            run(directory, arguments);
            return true;
        } catch (FmfFetchException e) {
            return false;
        }
    }

    private String run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("atex-git", ".log");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .redirectInput(
                                    ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile());
            asksNothing(builder.environment());
            int status = await(builder.start(), command.get(3));
            String said = Files.readString(output, StandardCharsets.ISO_8859_1).strip();
            if (status != 0) {
                throw failed(command.get(3), "ended with status " + status + ": " + said);
            }
            return said;
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static void asksNothing(Map<String, String> environment) {
        environment.keySet().removeAll(List.of("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"));
        environment.put("GIT_ASKPASS", "true");
        environment.put("SSH_ASKPASS", "true");
        environment.put("SSH_ASKPASS_REQUIRE", "force");
        environment.put("GIT_TERMINAL_PROMPT", "0");
        environment.put("LC_ALL", "C");
    }

    private int await(Process process, String verb) throws InterruptedException {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw failed(verb, "took longer than " + limit.toSeconds() + " s");
            }
            return process.exitValue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static FmfFetchException failed(String verb, String why) {
        String shown = why.length() > LONGEST_MESSAGE ? why.substring(0, LONGEST_MESSAGE) : why;
        return new FmfFetchException(
                "git " + verb + " " + Secrets.hidden(shown).replace('\n', ' '), FmfPlace.unknown());
    }
}

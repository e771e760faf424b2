package org.atex.executor.script;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs the commands for tests from a work directory of their own, with one interpreter. */
final class HelperRun {

    /** What a command has printed, and its exit status. */
    record Ended(int status, String output) {}

    final Path work;
    final Map<String, String> environment = new HashMap<>();

    HelperRun(Path work, String interpreter) throws IOException, InterruptedException {
        this.work = Files.createDirectories(work);
        Process tar = new ProcessBuilder("tar", "-xpf", "-", "-C", work.toString()).start();
        try (OutputStream out = tar.getOutputStream()) {
            TreeArchive.write(Optional.empty(), entry -> {}, out);
        }
        if (tar.waitFor() != 0) {
            throw new IOException("tar failed");
        }
        Files.writeString(work.resolve("interpreter"), interpreter + "\n");
        environment.put("PATH", work + "/helpers:/usr/bin:/bin");
        environment.put("TMT_TEST_NAME", "/smoke/login");
    }

    /** The interpreters that there are: the first Pythons, and Perl. */
    static List<String> interpreters() throws IOException {
        List<String> all = new ArrayList<>(WrapperTest.someInterpreters());
        String perl = "/usr/bin/perl";
        if (Files.isExecutable(Path.of(perl))) {
            all.add(perl);
        }
        return all;
    }

    HelperRun with(ControlSocket socket) {
        return with("ATEX_TEST_SOCKET", socket.path.toString());
    }

    HelperRun with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Process start(String... command) throws IOException {
        List<String> words = new ArrayList<>(List.of(command));
        if (words.get(0).indexOf('/') < 0) {
            words.set(0, work + "/helpers/" + words.get(0));
        }
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    Ended run(String... command) throws IOException, InterruptedException {
        Process process = start(command);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    /** Runs a text of bash that has the commands on its PATH. */
    Ended bash(String text) throws IOException, InterruptedException {
        return run("/bin/bash", "-c", text);
    }
}

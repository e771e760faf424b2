package org.atex.examples.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The CLI in this process. */
final class InProcess {

    private InProcess() {}

    /** What a call left to see. */
    record Ran(int exitCode, String printed, String complaints) {}

    /** {@code atex run} with {@code --out} below the directory. */
    static Ran run(Path directory, String... more) {
        List<String> words = new ArrayList<>(List.of("run"));
        words.addAll(List.of(more));
        words.addAll(List.of("--out", directory.resolve("out").toString()));
        return call(words.toArray(String[]::new));
    }

    /** Any call. */
    static Ran call(String... words) {
        StringWriter printed = new StringWriter();
        StringWriter complaints = new StringWriter();
        int exitCode = AtexCli.run(new PrintWriter(printed), new PrintWriter(complaints), words);
        return new Ran(exitCode, printed.toString(), complaints.toString());
    }
}

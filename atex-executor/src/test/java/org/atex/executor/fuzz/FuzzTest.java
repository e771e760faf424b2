package org.atex.executor.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.atex.executor.fuzz.FuzzScript.step;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.atex.executor.fuzz.FuzzScript.Kind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts the fuzzer in a process of its own with a small heap. */
@Tag("slow")
class FuzzTest {

    private static final int SECONDS = Integer.getInteger("atex.fuzz.seconds", 10);
    private static final int START_SECONDS = 300;

    @TempDir Path directory;

    // CTL-04, CTL-15, SUP-05, section 6
    @Test
    void nothingThatATestSendsSurprisesTheCollector() throws Exception {
        Path corpus = Files.createDirectory(directory.resolve("corpus"));
        seed(corpus);
        Path log = directory.resolve("log");
        Process fuzzer =
                new ProcessBuilder(command(corpus))
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            boolean ended = fuzzer.waitFor(SECONDS + START_SECONDS, TimeUnit.SECONDS);
            assertThat(ended).as("%s", log).isTrue();
            assertThat(fuzzer.exitValue()).as(Files.readString(log)).isZero();
            // it has found its way into the code by what it saw of it
            assertThat(log).content().containsPattern("NEW +cov").containsPattern("Done [0-9]+");
        } finally {
            fuzzer.destroyForcibly().waitFor();
        }
    }

    private List<String> command(Path corpus) {
        return List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-Djava.io.tmpdir=" + temporary(),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + CollectorFuzz.class.getName(),
                "--instrumentation_includes=org.atex.executor.collect.**:org.atex.executor.control.**",
                "-max_total_time=" + SECONDS,
                "-rss_limit_mb=0",
                "-timeout=120",
                corpus.toString());
    }

    /** Thousands of files are made each second. */
    private String temporary() {
        Path memory = Path.of("/dev/shm");
        return (Files.isWritable(memory) ? memory : directory).toString();
    }

    private static void seed(Path corpus) throws IOException {
        Files.write(
                corpus.resolve("words"),
                step(Kind.BYTES, 1, "noop\nexitcode 1\nduration +5m\nduration save\ndisconnect\n"));
        Files.write(corpus.resolve("output"), step(Kind.BYTES, 0, "hello\n"));
        Files.write(
                corpus.resolve("result"),
                step(Kind.RESULT, 1, "{'status': 'pass', 'name': 'a', 'note': null, 'x': 1.5e3}"));
        Files.write(
                corpus.resolve("partial"),
                step(Kind.RESULT, 2, "{'partial': true, 'testout': 'o', 'tags': ['a']}"));
        byte[] upload = step(Kind.RESULT, 1, "{'files': [{'name': 'a/b', 'length': 4}]}");
        Files.write(corpus.resolve("upload"), upload);
        Files.write(corpus.resolve("data"), step(Kind.BYTES, 1, "1234"));
        Files.write(corpus.resolve("end"), step(Kind.END, 1, ""));
        Files.write(corpus.resolve("cut"), step(Kind.CUT, 1, ""));
        Files.write(corpus.resolve("kill"), step(Kind.KILL, 1, ""));
    }
}

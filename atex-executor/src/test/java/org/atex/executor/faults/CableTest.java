package org.atex.executor.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.atex.core.system.SshSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A test that reports, uploads and prints for a while, as its connections are cut and its runner is
 * killed: at the end all is there, once and in order, and the test has noticed nothing (SUP-06,
 * SUP-07).
 *
 * <p>How long and how often is said by the system properties {@code atex.cable.seconds}, {@code
 * atex.cable.cuts}, {@code atex.cable.kills} and {@code atex.cable.outage} (seconds, the longest
 * time without a network); where, by {@code atex.cable.seed}.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
@Tag("slow")
class CableTest {

    private static final int SECONDS = Integer.getInteger("atex.cable.seconds", 25);
    private static final int CUTS = Integer.getInteger("atex.cable.cuts", 5);
    private static final int KILLS = Integer.getInteger("atex.cable.kills", 1);
    private static final int OUTAGE = Integer.getInteger("atex.cable.outage", 2);
    private static final long SEED = Long.getLong("atex.cable.seed", 1L);

    private static final int RESULTS_A_SECOND = 20;
    private static final int RESULTS = SECONDS * RESULTS_A_SECOND;
    private static final int LINE = 16;
    private static final int FILE_BYTES = 200_000_000 / 180 / LINE * LINE * SECONDS;

    private static final String TEST =
            """
            exec python3 -u - <<'PYTHON'
            import json, os, socket, threading, time
            results, size = %d, %d
            start = time.monotonic()
            def wait_until(share):
                time.sleep(max(0.0, start + share * results / %d - time.monotonic()))
            def upload():
                connection = socket.socket(socket.AF_UNIX)
                connection.connect(os.environ["ATEX_TEST_SOCKET"])
                head = json.dumps({"name": "upload", "files": [{"name": "file", "length": size}]})
                connection.sendall(b"result %%d\\n%%s" %% (len(head), head.encode()))
                sent = 0
                while sent < size:
                    piece = b"".join(b"%%015d\\n" %% (i // 16)
                                      for i in range(sent, min(sent + 65536, size), 16))
                    connection.sendall(piece)
                    sent += len(piece)
                    wait_until(sent / size)
                connection.close()
            uploader = threading.Thread(target=upload)
            uploader.start()
            control = int(os.environ["ATEX_TEST_CONTROL"])
            for i in range(results):
                wait_until(i / results)
                head = json.dumps({"name": "n/%%d" %% i, "status": "pass"}).encode()
                data = b"result %%d\\n%%s" %% (len(head), head)
                while data:
                    data = data[os.write(control, data):]
                print("line", i)
            uploader.join()
            PYTHON
            """
                    .formatted(RESULTS, FILE_BYTES, RESULTS_A_SECOND);

    @TempDir Path temp;

    private final Random random = new Random(SEED);
    private CabledContainer container;
    private ContainerFaults faults;
    private Cable cable;
    private SshSystem system;
    private Path attempt;
    private RunnerProcess runner;

    @BeforeEach
    void start() throws Exception {
        container = new CabledContainer();
        system = container.system();
        faults = container.faults();
        cable = container.cable();
        attempt = Files.createDirectory(temp.resolve("attempt"));
        Files.writeString(temp.resolve("script"), TEST);
    }

    @AfterEach
    void stop() throws Exception {
        if (runner != null) {
            runner.close();
        }
        if (container != null) {
            container.close();
        }
    }

    /** Somewhere in a test: at which result, and what happens there. */
    private enum Fault {
        SESSIONS_KILLED,
        CABLE_CUT,
        NETWORK_GONE,
        RUNNER_KILLED
    }

    @Test
    void nothingIsLostOrDoubledWhateverIsCutOrKilled() throws Exception {
        runner = startRunner("run");
        for (var fault : plan().entrySet()) {
            assertThat(runner.awaitResult(fault.getKey()))
                    .as(() -> "result %d: %s".formatted(fault.getKey(), whatThereIs()))
                    .isTrue();
            cause(fault.getValue());
        }

        String outcome = runner.awaitOutcome(Duration.ofSeconds(SECONDS + 120L));

        assertThat(outcome).as("see %s", log()).isEqualTo("EXITED OptionalInt[0]");
        assertThat(resultNames()).containsExactlyElementsOf(expectedNames());
        assertThat(Files.readString(attempt.resolve("files/output.txt")))
                .isEqualTo(expectedOutput());
        assertUploadIsWhole(attempt.resolve("files/upload/file"));
        assertThat(attempt.toFile().list()).containsExactlyInAnyOrder("results", "files");
    }

    /** The runner is killed and the connection cut at results that the seed says. */
    private TreeMap<Long, Fault> plan() {
        TreeMap<Long, Fault> plan = new TreeMap<>();
        Fault[] cuts = {Fault.SESSIONS_KILLED, Fault.CABLE_CUT, Fault.NETWORK_GONE};
        for (int i = 0; i < CUTS + KILLS; i++) {
            Fault fault = i < CUTS ? cuts[i % cuts.length] : Fault.RUNNER_KILLED;
            while (plan.putIfAbsent(5L + random.nextInt(RESULTS * 9 / 10), fault) != null) {
                // another place
            }
        }
        return plan;
    }

    private void cause(Fault fault) throws IOException, InterruptedException {
        switch (fault) {
            case SESSIONS_KILLED -> faults.killSessions();
            case CABLE_CUT -> cable.cut();
            case NETWORK_GONE -> {
                faults.disconnect();
                TimeUnit.MILLISECONDS.sleep(
                        1000 + random.nextInt(Math.max(1, (OUTAGE - 1) * 1000)));
                faults.connect();
                cable.cut(); // the addresses are others now
            }
            case RUNNER_KILLED -> {
                runner.kill();
                runner = startRunner("attach");
            }
        }
    }

    private RunnerProcess startRunner(String mode) throws IOException {
        return new RunnerProcess(
                mode,
                cable.port(),
                system.key().orElseThrow(),
                container.hostKeyFile(),
                temp.resolve("script"),
                attempt,
                log());
    }

    /** Kept when the test fails, to be looked at. */
    private static Path log() {
        return Path.of("target", "cable-" + SEED + ".log");
    }

    private String whatThereIs() {
        try {
            return "'%s', %s"
                    .formatted(runner.said(), Files.readString(attempt.resolve("results")));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private List<String> resultNames() throws IOException {
        try (Stream<String> lines = Files.lines(attempt.resolve("results"))) {
            return lines.map(CableTest::nameOf).collect(Collectors.toCollection(ArrayList::new));
        }
    }

    private static String nameOf(String line) {
        return line.contains("\"name\"")
                ? line.replaceAll(".*\"name\": ?\"([^\"]*)\".*", "$1")
                : "";
    }

    /** The upload ends where it wants; the others have their order. */
    private List<String> expectedNames() throws IOException {
        List<String> names =
                IntStream.range(0, RESULTS)
                        .mapToObj(i -> "n/" + i)
                        .collect(Collectors.toCollection(ArrayList::new));
        names.add(resultNames().indexOf("upload"), "upload");
        names.add("");
        return names;
    }

    private static String expectedOutput() {
        return IntStream.range(0, RESULTS)
                .mapToObj(i -> "line " + i + "\n")
                .collect(Collectors.joining());
    }

    private static void assertUploadIsWhole(Path file) throws IOException {
        assertThat(Files.size(file)).isEqualTo(FILE_BYTES);
        byte[] line = new byte[LINE];
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
            for (long i = 0; i < FILE_BYTES / LINE; i++) {
                in.readNBytes(line, 0, LINE);
                if (Long.parseLong(new String(line, 0, LINE - 1, US_ASCII)) != i) {
                    throw new AssertionError(
                            "another line is where line %d should be".formatted(i));
                }
            }
        }
    }
}

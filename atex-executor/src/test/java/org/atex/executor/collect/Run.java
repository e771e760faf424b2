package org.atex.executor.collect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.atex.core.result.ErrorKind;
import org.atex.core.result.TestError;
import org.atex.core.result.TestResult;
import org.atex.core.time.Ticker;
import org.atex.executor.control.ControlException;
import org.atex.executor.control.DurationChange;

/** One run of a test that says what a test of ours tells it to; remembers what became of it. */
final class Run implements CollectorListener {

    final Path directory;
    final Collector collector;
    final List<TestResult> reported = new ArrayList<>();
    final List<String> events = new ArrayList<>();

    Run(Path directory) {
        this(directory, CollectorLimits.DEFAULT);
    }

    Run(Path directory, CollectorLimits limits) {
        this(directory, limits, Collector::open);
    }

    private Run(Path directory, CollectorLimits limits, Opener opener) {
        this.directory = directory;
        try {
            collector = opener.open(directory, limits, this, Ticker.system());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Opener {
        Collector open(Path path, CollectorLimits limits, CollectorListener to, Ticker ticker)
                throws IOException;
    }

    /** Goes on where a killed runner was. */
    static Run resumed(Path directory) {
        return resumed(directory, CollectorLimits.DEFAULT);
    }

    static Run resumed(Path directory, CollectorLimits limits) {
        return new Run(directory, limits, Collector::resume);
    }

    Run send(String text) throws ControlException, IOException {
        return send(text.getBytes(UTF_8));
    }

    Run send(byte[] bytes) throws ControlException, IOException {
        feed(1, bytes);
        return this;
    }

    ByteBuffer feed(int stream, String text) throws ControlException, IOException {
        return feed(stream, text.getBytes(UTF_8));
    }

    /** What the stream has left. */
    ByteBuffer feed(int stream, byte[] bytes) throws ControlException, IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        feed(stream, buffer);
        return buffer;
    }

    void feed(int stream, ByteBuffer bytes) throws ControlException, IOException {
        try {
            collector.feed(stream, bytes);
        } finally {
            collector.checkpoint();
        }
    }

    /** Sends a result, with single quotes for double ones, and the data of its files. */
    Run report(String json, String... data) throws ControlException, IOException {
        return send(result(json, data));
    }

    static String result(String json, String... data) {
        String document = json.replace('\'', '"');
        return "result %d\n%s%s"
                .formatted(document.getBytes(UTF_8).length, document, String.join("", data));
    }

    Run print(String output) throws ControlException, IOException {
        feed(0, output);
        return this;
    }

    /** The error that a result ends the test with. */
    TestError errorOf(String json, String... data) throws IOException {
        return errorOfBytes(result(json, data));
    }

    TestError errorOfBytes(String bytes) throws IOException {
        try {
            send(bytes);
        } catch (ControlException e) {
            return e.error();
        }
        throw new AssertionError("no error");
    }

    Finished exit(int code) throws IOException {
        return collector.finish(OptionalInt.of(code), Optional.empty());
    }

    Finished abort(TestError error) throws IOException {
        return collector.finish(OptionalInt.empty(), Optional.of(error));
    }

    static TestError aborted(String message) {
        return TestError.of(ErrorKind.ABORTED, message);
    }

    List<String> lines() throws IOException {
        String text = Files.readString(directory.resolve("results"));
        assert text.isEmpty() || text.endsWith("\n") : "unfinished line in " + text;
        return text.lines().map(line -> line.replace('"', '\'')).toList();
    }

    String file(String path) throws IOException {
        return Files.readString(directory.resolve("files").resolve(path));
    }

    /** All below the artifacts directory, directories with a slash. */
    List<String> tree() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(p -> !p.equals(directory)).map(this::shown).sorted().toList();
        }
    }

    private String shown(Path path) {
        return directory.relativize(path) + (Files.isDirectory(path) ? "/" : "");
    }

    @Override
    public void reported(TestResult result) {
        reported.add(result);
    }

    @Override
    public void duration(DurationChange change) {
        events.add(change.toString());
    }

    @Override
    public void exitCode(int code) {
        events.add("exit " + code);
    }

    @Override
    public void disconnect() {
        events.add("disconnect");
    }
}

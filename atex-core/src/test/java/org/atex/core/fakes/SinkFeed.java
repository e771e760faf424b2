package org.atex.core.fakes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.atex.core.result.ResultSink;
import org.atex.core.result.SinkEvent.AttemptBegan;
import org.atex.core.result.SinkEvent.AttemptEnded;
import org.atex.core.result.SinkEvent.ResultReported;
import org.atex.core.result.SinkEvent.Standing;
import org.atex.core.result.Status;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestResult;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.TestRun;

/**
 * Tells a sink what an Orchestrator would, and keeps artifacts as an executor would: begin an
 * attempt, report results, end it. Events are numbered. For one thread.
 */
public final class SinkFeed {

    /** The platform of attempts that name no other. */
    public static final String PLATFORM = "fedora-42@x86_64";

    /** How long each attempt took. */
    public static final Duration TOOK = Duration.ofMillis(1500);

    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    private final ResultSink sink;
    private final Path directory;
    private long events;
    private long attempts;

    /**
     * Makes one.
     *
     * @param sink is opened and closed by others
     * @param directory where the artifacts directories are made
     */
    public SinkFeed(ResultSink sink, Path directory) {
        this.sink = sink;
        this.directory = directory;
    }

    /**
     * The feed of a run that goes on in another process: the next event has the next number.
     *
     * @param other is resumed by others
     */
    public SinkFeed continuedTo(ResultSink other) {
        SinkFeed next = new SinkFeed(other, directory);
        next.events = events;
        next.attempts = attempts;
        return next;
    }

    /** Begins the first attempt of a test on {@link #PLATFORM}. */
    public Attempt begin(String test) throws IOException {
        return begin(PLATFORM, test);
    }

    /** Begins the first attempt of a test on a platform. */
    public Attempt begin(String platform, String test) throws IOException {
        Attempt attempt = attempt(platform, test);
        Files.createDirectories(attempt.directory().resolve("files"));
        Files.createFile(attempt.directory().resolve("results"));
        sink.accept(new AttemptBegan(++events, attempt, START));
        return attempt;
    }

    private Attempt attempt(String platform, String test) {
        TestRun run = TestRun.named(test, "true").target(Platform.named(platform)).build();
        Path artifacts = directory.resolve("%06d".formatted(++attempts));
        return new Attempt(attempts, run, 1, "system-1", Platform.any(), artifacts);
    }

    /** Stores a result and reports it; each of its files, with what is given, goes to its place. */
    public void report(Attempt attempt, TestResult result, String content) throws IOException {
        Path files = attempt.directory().resolve("files");
        for (String file : result.files()) {
            Path path = files.resolve(result.name().orElse("")).resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, content);
        }
        append(attempt, Json.of(result));
        sink.accept(new ResultReported(++events, attempt, result));
    }

    /** Stores a result without files and reports it. */
    public void report(Attempt attempt, TestResult result) throws IOException {
        report(attempt, result, "");
    }

    /** Stores a line, and tells nobody. */
    public void append(Attempt attempt, String line) throws IOException {
        Files.writeString(
                attempt.directory().resolve("results"), line + "\n", StandardOpenOption.APPEND);
    }

    /** Ends an attempt by exit code 0, or 1 if the status is a bad one. */
    public void end(Attempt attempt, Status status, Standing standing) throws IOException {
        int code = status.bad() ? 1 : 0;
        end(attempt, TestOutcome.exited(code, Optional.of(status), TOOK), standing);
    }

    /** Ends an attempt. */
    public void end(Attempt attempt, TestOutcome outcome, Standing standing) throws IOException {
        sink.accept(new AttemptEnded(++events, attempt, outcome, standing, START.plus(TOOK)));
    }

    /** A whole attempt: one result with this status, and {@code output.txt} with its name. */
    public Attempt run(String platform, String test, Status status, Standing standing)
            throws IOException {
        Attempt attempt = begin(platform, test);
        report(attempt, TestResult.of(status).withFiles(List.of("output.txt")), test);
        end(attempt, status, standing);
        return attempt;
    }

    /** A whole final attempt on {@link #PLATFORM}. */
    public Attempt run(String test, Status status) throws IOException {
        return run(PLATFORM, test, status, Standing.FINAL);
    }

    /** As much JSON as a line of {@code results} needs. */
    private static final class Json {

        static String of(TestResult result) {
            StringBuilder json = new StringBuilder("{");
            result.status().ifPresent(status -> member(json, "status", text(status.word())));
            result.name().ifPresent(name -> member(json, "name", text(name)));
            result.note().ifPresent(note -> member(json, "note", text(note)));
            if (!result.files().isEmpty()) {
                member(
                        json,
                        "files",
                        result.files().stream()
                                .map(Json::text)
                                .collect(Collectors.joining(", ", "[", "]")));
            }
            return json.append('}').toString();
        }

        private static void member(StringBuilder json, String key, String value) {
            json.append(json.length() == 1 ? "" : ", ")
                    .append(text(key))
                    .append(": ")
                    .append(value);
        }

        private static String text(String value) {
            return value.chars()
                    .mapToObj(
                            c ->
                                    c >= 0x20 && c < 0x7f && c != '"' && c != '\\'
                                            ? String.valueOf((char) c)
                                            : "\\u%04x".formatted(c))
                    .collect(Collectors.joining("", "\"", "\""));
        }
    }
}

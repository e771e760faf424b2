package org.atex.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.atex.core.InvalidArgumentException;
import org.atex.core.result.ResultSink;
import org.atex.report.jsonl.JsonLinesSink;

/**
 * What {@code --out} names: {@code results.jsonl} and {@code files} of the attempts that count, and
 * the same of those that got a rerun below {@code superseded}.
 */
record ResultsDirectory(Path path) {

    private static final String RESULTS = "results.jsonl";
    private static final String FILES = "files";
    private static final String SUPERSEDED = "superseded";

    /**
     * A directory for new results, made if it is missing.
     *
     * @throws InvalidArgumentException if it holds results already
     */
    static ResultsDirectory create(Path path) throws IOException {
        for (String name : List.of(RESULTS, FILES, SUPERSEDED)) {
            if (Files.exists(path.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                throw new InvalidArgumentException(
                        "--out %s: holds results already (%s); choose another directory"
                                .formatted(path, name));
            }
        }
        Files.createDirectories(path);
        return new ResultsDirectory(path);
    }

    /** The directory of a run that is to go on; its sinks see to what is there. */
    static ResultsDirectory existing(Path path) {
        return new ResultsDirectory(path);
    }

    /** The results file of a finished run. */
    static Path resultsOf(Path directory) {
        return directory.resolve(RESULTS);
    }

    /** The uploaded files of a run. */
    static Path filesOf(Path directory) {
        return directory.resolve(FILES);
    }

    ResultSink sink() {
        return JsonLinesSink.to(path.resolve(RESULTS));
    }

    ResultSink supersededSink() {
        return JsonLinesSink.builder(path.resolve(SUPERSEDED).resolve(RESULTS))
                .superseded()
                .build();
    }
}

package org.atex.report.junit;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.atex.core.result.ResultSink;
import org.atex.core.result.SinkEvent;
import org.atex.core.result.SinkEvent.AttemptEnded;
import org.atex.core.result.SinkEvent.Standing;
import org.atex.core.result.SinkException;
import org.jspecify.annotations.Nullable;

/**
 * Writes the final attempts of a run as JUnit XML, when it has ended.
 *
 * <pre>{@code
 * Orchestrator.builder().sink(JUnitXmlSink.to(Path.of("out/junit.xml")))
 * }</pre>
 *
 * <p>Says how long each test took, what ended it if not the test itself, and the end of its output
 * if it failed. Reads the artifacts and leaves them alone. The file may not be there before, and is
 * there as a whole after.
 */
public final class JUnitXmlSink implements ResultSink {

    private final Path target;
    private @Nullable Suites suites;

    private JUnitXmlSink(Path target) {
        this.target = target.toAbsolutePath();
    }

    /** Writes this file. */
    public static JUnitXmlSink to(Path target) {
        return new JUnitXmlSink(target);
    }

    @Override
    public void open() throws IOException {
        if (Files.exists(target, NOFOLLOW_LINKS)) {
            throw new SinkException(
                    SinkException.Kind.EXISTS, "%s exists already".formatted(target));
        }
        suites = Suites.of(target);
    }

    @Override
    public void accept(SinkEvent event) throws IOException {
        if (event instanceof AttemptEnded ended && ended.standing() == Standing.FINAL) {
            String platform = ended.attempt().platform().name();
            requireOpen().add(platform, new AttemptCases(ended)::giveTo);
        }
    }

    private Suites requireOpen() {
        if (suites == null) {
            throw new IllegalStateException(this + " is not open");
        }
        return suites;
    }

    @Override
    public void close() throws IOException {
        Suites written = suites;
        suites = null;
        if (written != null) {
            try (written) {
                written.write();
            }
        }
    }

    /** {@code JUnit XML to /tmp/run/junit.xml}. */
    @Override
    public String toString() {
        return "JUnit XML to " + target;
    }
}

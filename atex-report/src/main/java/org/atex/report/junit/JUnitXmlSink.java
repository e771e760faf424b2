package org.atex.report.junit;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.atex.core.result.ResultSink;
import org.atex.core.result.SinkEvent;
import org.atex.core.result.SinkEvent.AttemptEnded;
import org.atex.core.result.SinkEvent.Standing;
import org.atex.core.result.SinkException;
import org.atex.report.files.Directories;
import org.atex.report.files.StateFile;
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
 * there as a whole after; until then {@code junit.xml.state} and {@code junit.xml.spool} hold what
 * a resumed run needs (AGG-16).
 */
public final class JUnitXmlSink implements ResultSink {

    private final Path target;
    private @Nullable JUnitState state;
    private boolean whole;

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
            throw exists(target);
        }
        Directories.makeParent(target);
        try {
            state = JUnitState.create(target);
        } catch (FileAlreadyExistsException e) {
            throw exists(StateFile.of(target));
        }
    }

    private static SinkException exists(Path path) {
        return new SinkException(SinkException.Kind.EXISTS, "%s exists already".formatted(path));
    }

    @Override
    public void resume() throws IOException {
        if (StateFile.isThere(target)) {
            state = JUnitState.resume(target);
        } else if (Files.exists(target, NOFOLLOW_LINKS)) {
            JUnitState.deleteRest(target);
            whole = true;
        } else {
            open();
        }
    }

    @Override
    public OptionalLong lastSeen() {
        return state == null ? OptionalLong.empty() : OptionalLong.of(state.lastDone());
    }

    @Override
    public void accept(SinkEvent event) throws IOException {
        if (event instanceof AttemptEnded ended && ended.standing() == Standing.FINAL) {
            requireOpen().add(ended);
        }
    }

    private JUnitState requireOpen() throws IOException {
        if (state != null) {
            return state;
        }
        if (!whole) {
            throw new IllegalStateException(this + " is not open");
        }
        throw new IOException(
                target + " was whole when the run was resumed, and cannot take more results");
    }

    @Override
    public void close() throws IOException {
        JUnitState written = state;
        state = null;
        if (written != null) {
            written.finish();
        }
    }

    /** {@code JUnit XML to /tmp/run/junit.xml}. */
    @Override
    public String toString() {
        return "JUnit XML to " + target;
    }
}

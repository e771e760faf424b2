package org.atex.report.files;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.atex.core.result.ResultSink;
import org.atex.core.result.SinkEvent;
import org.atex.core.result.SinkEvent.AttemptEnded;
import org.atex.core.result.SinkException;
import org.atex.core.test.Attempt;
import org.jspecify.annotations.Nullable;

/**
 * What the collecting sinks have in common: an attempt is ingested when it has ended, as a whole or
 * not at all. What is said about it goes to the end of a file, its uploaded files go to a directory
 * of their own, and the artifacts are gone then (AGG-03 to AGG-11).
 *
 * <p>Until it is closed {@code TARGET.state} says how far it is, so that a run that was killed can
 * go on (AGG-16). A run that was killed between closing its sinks and its end finds the target
 * whole: that is taken for granted as long as nothing is to be added.
 */
public final class Collector implements ResultSink {

    private final CollectorSettings settings;
    private final Format format;
    private final Path target;
    private final Path files;
    private final IngestedTests tests;
    private @Nullable CollectorState state;
    private @Nullable LineFile lines;
    private boolean whole;

    /** Makes one; nothing is written before it is opened. */
    public Collector(CollectorSettings settings, Format format) {
        this.settings = requireNonNull(settings, "settings");
        this.format = requireNonNull(format, "format");
        target = settings.target().toAbsolutePath();
        files = settings.files().toAbsolutePath();
        tests = new IngestedTests(settings.allowDuplicates());
    }

    /** How an attempt is written. */
    @FunctionalInterface
    public interface Format {
        /** Writes it; does not close the stream. */
        void write(IngestedAttempt attempt, OutputStream out) throws IOException;
    }

    @Override
    public void open() throws IOException {
        refuseIfThere(target);
        refuseIfThere(files);
        Directories.makeParent(target);
        Directories.makeParent(files);
        try {
            state = CollectorState.create(target);
        } catch (FileAlreadyExistsException e) {
            throw exists(StateFile.of(target));
        }
        try {
            lines = LineFile.create(target);
            Files.createDirectory(files);
        } catch (IOException e) {
            takeBack(e);
            throw e;
        }
    }

    private void takeBack(IOException because) throws IOException {
        LineFile created = lines;
        lines = null;
        if (created != null) {
            created.close();
            Files.delete(target);
        }
        requireState().delete();
        state = null;
        if (because instanceof FileAlreadyExistsException) {
            throw exists(created == null ? target : files);
        }
    }

    private static void refuseIfThere(Path path) {
        if (Files.exists(path, NOFOLLOW_LINKS)) {
            throw exists(path);
        }
    }

    private static SinkException exists(Path path) {
        return new SinkException(
                SinkException.Kind.EXISTS,
                "%s exists already; results of a run need a place of their own".formatted(path));
    }

    @Override
    public void resume() throws IOException {
        if (StateFile.isThere(target)) {
            CollectorState known = CollectorState.resume(target, tests);
            state = known;
            lines = LineFile.existing(target);
            lines.cutTo(known.length());
            Directories.make(files);
        } else if (Files.exists(target, NOFOLLOW_LINKS)) {
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
        if (event instanceof AttemptEnded ended && ended.standing() == settings.ingested()) {
            ingest(ended);
        }
    }

    private void ingest(AttemptEnded ended) throws IOException {
        Artifacts artifacts = Artifacts.of(ended.attempt());
        if (ended.number() > requireState().lastDone()) {
            artifacts.check();
            ingest(ended, artifacts);
        }
        artifacts.remove();
    }

    private void ingest(AttemptEnded ended, Artifacts artifacts) throws IOException {
        Attempt attempt = ended.attempt();
        String platform = attempt.platform().name();
        String name = tests.nameFor(platform, attempt.test().name());
        Path directory = SafePath.below(SafePath.below(files, platform), name);
        CollectorState progress = requireState();
        TreeMove move =
                TreeMove.plan(
                        artifacts.files(),
                        files,
                        directory,
                        settings.packing(),
                        progress.diedIn(ended.number()));
        progress.begun(ended.number(), attempt.number(), platform, name);
        ingest(ended.number(), new IngestedAttempt(platform, name, artifacts, move), move);
        tests.add(platform, name);
    }

    private void ingest(long event, IngestedAttempt attempt, TreeMove move) throws IOException {
        LineFile out = requireLines();
        long before = out.length();
        try {
            move.run();
            out.append(raw -> write(attempt, raw));
            requireState().done(event, out.length());
        } catch (IOException | RuntimeException e) {
            out.cutTo(before, e);
            move.undo(e);
            throw e;
        }
    }

    private void write(IngestedAttempt attempt, OutputStream raw) throws IOException {
        try (OutputStream packed = settings.compression().pack(raw)) {
            format.write(attempt, packed);
        }
    }

    private CollectorState requireState() throws IOException {
        if (state == null) {
            throw notOpen();
        }
        return state;
    }

    private LineFile requireLines() throws IOException {
        if (lines == null) {
            throw notOpen();
        }
        return lines;
    }

    private IOException notOpen() {
        if (!whole) {
            throw new IllegalStateException(target + " is not open");
        }
        return new IOException(
                target + " was whole when the run was resumed, and cannot take more results");
    }

    @Override
    public boolean consumesArtifacts() {
        return true;
    }

    @Override
    public void close() throws IOException {
        LineFile open = lines;
        CollectorState progress = state;
        lines = null;
        state = null;
        if (open != null && progress != null) {
            open.close();
            progress.delete();
        }
    }

    /** {@code /tmp/run/results.jsonl}. */
    @Override
    public String toString() {
        return target.toString();
    }
}

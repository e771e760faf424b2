package org.atex.report.junit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.atex.core.result.SinkEvent.AttemptEnded;
import org.atex.report.files.StateFile;
import org.atex.report.junit.Suites.Added;

/**
 * The suites of a run under way, put aside so that another process can go on: their cases in {@code
 * TARGET.spool}, where those of each attempt are in {@code TARGET.state} (AGG-16).
 */
final class JUnitState {

    private static final String DONE = "done";

    private final Path spool;
    private final StateFile state;
    private final Suites suites;
    private long lastDone;

    private JUnitState(Path spool, StateFile state, Suites suites, long lastDone) {
        this.spool = spool;
        this.state = state;
        this.suites = suites;
        this.lastDone = lastDone;
    }

    private static Path spoolOf(Path target) {
        return target.resolveSibling(target.getFileName() + ".spool");
    }

    /**
     * Begins.
     *
     * @throws java.nio.file.FileAlreadyExistsException if a run has begun this target already
     */
    static JUnitState create(Path target) throws IOException {
        StateFile state = StateFile.create(target);
        try {
            return of(target, state, List.of(), 0);
        } catch (IOException e) {
            state.delete();
            throw e;
        }
    }

    /** Removes what a process has left that was killed when the target was whole. */
    static void deleteRest(Path target) throws IOException {
        Files.deleteIfExists(spoolOf(target));
    }

    /** Goes on where another process was. */
    static JUnitState resume(Path target) throws IOException {
        Reading reading = new Reading();
        StateFile state = StateFile.resume(target, reading::take);
        return of(target, state, reading.pieces, reading.lastDone);
    }

    private static JUnitState of(Path target, StateFile state, List<Added> pieces, long lastDone)
            throws IOException {
        Path spool = spoolOf(target);
        try {
            return new JUnitState(spool, state, Suites.of(target, spool, pieces), lastDone);
        } catch (IOException e) {
            state.close();
            throw e;
        }
    }

    private static final class Reading {

        private final List<Added> pieces = new ArrayList<>();
        private long end;
        private long lastDone;

        /** The words of a record: done, event, end in the spool, platform, counts. */
        void take(List<String> words) throws IOException {
            try {
                lastDone = Long.parseLong(words.get(1));
                long start = end;
                end = Long.parseLong(words.get(2));
                Counts counts = Counts.ofWords(words.subList(4, words.size()));
                pieces.add(new Added(words.get(3), start, end, counts));
            } catch (NumberFormatException | IndexOutOfBoundsException e) {
                throw new IOException("no record of this sink: " + words, e);
            }
        }
    }

    /** The event that ended the last attempt that is put aside, or 0. */
    long lastDone() {
        return lastDone;
    }

    /** Adds the cases of an attempt, or none. */
    void add(AttemptEnded ended) throws IOException {
        if (ended.number() <= lastDone) {
            return;
        }
        String platform = ended.attempt().platform().name();
        suites.addForGood(
                platform,
                AttemptCases.of(ended)::giveTo,
                added -> state.add(record(ended.number(), added)));
        lastDone = ended.number();
    }

    private static List<String> record(long event, Added added) {
        List<String> words = new ArrayList<>();
        words.add(DONE);
        words.add(Long.toString(event));
        words.add(Long.toString(added.end()));
        words.add(added.platform());
        words.addAll(added.counts().toWords());
        return words;
    }

    /** Writes the report; then nothing is needed any more. */
    void finish() throws IOException {
        try (state;
                suites) {
            suites.write();
            state.delete();
            Files.deleteIfExists(spool);
        }
    }
}

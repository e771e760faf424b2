package org.atex.report.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How far a {@link Collector} is: which attempts have begun and are done (AGG-16). */
final class CollectorState {

    private static final String BEGUN = "begun";
    private static final String DONE = "done";

    private final StateFile file;
    private final @Nullable Begun unfinished;
    private long lastDone;
    private final long length;

    private CollectorState(StateFile file, Reading read) {
        this.file = file;
        this.unfinished = read.unfinished;
        this.lastDone = read.lastDone;
        this.length = read.length;
    }

    static CollectorState create(Path target) throws IOException {
        return new CollectorState(StateFile.create(target), new Reading());
    }

    /** Goes on, and says which tests are done. */
    static CollectorState resume(Path target, IngestedTests tests) throws IOException {
        Reading reading = new Reading();
        StateFile file = StateFile.resume(target, record -> reading.take(record, tests));
        return new CollectorState(file, reading);
    }

    /**
     * How long a target was when its last attempt was done; nothing if its run has come to its end.
     */
    static OptionalLong lengthDone(Path target) throws IOException {
        Reading reading = new Reading();
        IngestedTests tests = new IngestedTests(true);
        boolean unfinished = StateFile.read(target, record -> reading.take(record, tests));
        return unfinished ? OptionalLong.of(reading.length) : OptionalLong.empty();
    }

    private record Begun(long event, String platform, String name) {}

    private static final class Reading {

        private @Nullable Begun unfinished;
        private long lastDone;
        private long length;

        void take(List<String> record, IngestedTests tests) throws IOException {
            try {
                if (record.get(0).equals(BEGUN)) {
                    unfinished = begun(record);
                } else {
                    done(record, tests);
                }
            } catch (NumberFormatException | IndexOutOfBoundsException e) {
                throw new IOException("no record of a sink: " + record, e);
            }
        }

        private static Begun begun(List<String> record) {
            return new Begun(Long.parseLong(record.get(1)), record.get(3), record.get(4));
        }

        private void done(List<String> record, IngestedTests tests) {
            lastDone = Long.parseLong(record.get(1));
            length = Long.parseLong(record.get(2));
            if (unfinished != null) {
                tests.add(unfinished.platform, unfinished.name);
                unfinished = null;
            }
        }
    }

    /** Before anything of an attempt is written. */
    void begun(long event, long attempt, String platform, String name) throws IOException {
        file.add(List.of(BEGUN, Long.toString(event), Long.toString(attempt), platform, name));
    }

    /** After all of it is written, and the target has this length. */
    void done(long event, long newLength) throws IOException {
        file.add(List.of(DONE, Long.toString(event), Long.toString(newLength)));
        lastDone = event;
    }

    /** Whether a process died while it ingested the attempt that ended with this event. */
    boolean diedIn(long event) {
        return unfinished != null && unfinished.event == event;
    }

    /** The event of the last attempt that is done, or 0. */
    long lastDone() {
        return lastDone;
    }

    /** How long the target was when the last attempt was done that another process ingested. */
    long length() {
        return length;
    }

    /** The target is whole. */
    void delete() throws IOException {
        file.delete();
    }
}

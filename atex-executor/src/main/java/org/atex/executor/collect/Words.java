package org.atex.executor.collect;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.atex.core.result.ErrorKind;
import org.atex.core.result.TestError;
import org.atex.executor.control.DurationChange;
import org.jspecify.annotations.Nullable;

/** What a test has said about itself, and what broke its streams. */
final class Words implements Durable {

    private static final String EXIT = "exit";
    private static final String DISCONNECTED = "disconnected";
    private static final String RESTARTS = "restarts";
    private static final String ERROR = "error";

    private final TestClock clock;
    private final Events events;
    private @Nullable Integer exitCode;
    private boolean disconnected;
    private int restarts;
    private @Nullable TestError error;
    private StateRecord changes = new StateRecord();

    Words(TestClock clock, Events events) {
        this.clock = clock;
        this.events = events;
    }

    void exitCode(int code) {
        exitCode = code;
        changes.put(EXIT, code);
        events.add(listener -> listener.exitCode(code));
    }

    void duration(DurationChange change) {
        clock.apply(change);
        events.add(listener -> listener.duration(change));
    }

    void disconnect() {
        disconnected = true;
        changes.put(DISCONNECTED, true);
        events.add(CollectorListener::disconnect);
    }

    /** The test starts again: one {@code disconnect} covers one restart (REC-05). */
    void restart() {
        exitCode = null;
        disconnected = false;
        restarts++;
        changes = new StateRecord();
        changes.put(RESTARTS, restarts);
    }

    /** The first error counts. */
    void broken(TestError by) {
        if (error == null) {
            error = by;
            changes.put(ERROR, List.of(by.kind() == ErrorKind.BAD_CONTROL, by.message()));
        }
    }

    OptionalInt exitCode() {
        return exitCode == null ? OptionalInt.empty() : OptionalInt.of(exitCode);
    }

    boolean disconnected() {
        return disconnected;
    }

    int restarts() {
        return restarts;
    }

    Optional<TestError> error() {
        return Optional.ofNullable(error);
    }

    @Override
    public void save(StateRecord record) {
        changes.values().forEach(record::put);
        changes = new StateRecord();
    }

    @Override
    public void restore(StateRecord record) throws IOException {
        if (startsAgain(record)) {
            restarts = StateRecord.smallCount(record.values().get(RESTARTS));
            exitCode = null;
            disconnected = false;
        }
        if (record.has(EXIT)) {
            exitCode = (int) StateRecord.number(record.values().get(EXIT));
        }
        disconnected |= record.has(DISCONNECTED);
        if (record.has(ERROR)) {
            List<?> saved = StateRecord.list(record.list(ERROR), 2);
            boolean control = StateRecord.flag(saved.get(0));
            error =
                    TestError.of(
                            control ? ErrorKind.BAD_CONTROL : ErrorKind.BAD_REPORT_JSON,
                            StateRecord.text(saved.get(1)));
        }
    }

    /** Whether a record is about a new start of the test. */
    static boolean startsAgain(StateRecord record) {
        return record.has(RESTARTS);
    }
}

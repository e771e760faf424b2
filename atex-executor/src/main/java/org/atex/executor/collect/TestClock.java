package org.atex.executor.collect;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.atex.core.time.Ticker;
import org.atex.executor.control.DurationChange;
import org.atex.executor.control.TimeLimit;
import org.jspecify.annotations.Nullable;

/** The time limit of a test, over its restarts and over those of the runner (section 9). */
final class TestClock implements Durable {

    private static final String KEY = "clock";

    private final Ticker ticker;
    private final InstantSource wall;
    private @Nullable TimeLimit limit;

    /** How long the test had run when it was started last, and the wall-clock time of that. */
    private Duration ranBefore = Duration.ZERO;

    private long startedAt;
    private boolean changed;

    TestClock(Ticker ticker, InstantSource wall) {
        this.ticker = ticker;
        this.wall = wall;
    }

    /** The clock starts, unless it runs already (DUR-07). */
    void start(Duration length) {
        if (limit == null) {
            limit = new TimeLimit(ticker, length);
            startedAt = wall.millis();
            changed = true;
        }
    }

    Optional<TimeLimit> limit() {
        return Optional.ofNullable(limit);
    }

    void apply(DurationChange change) {
        if (limit != null) {
            limit.apply(change);
            changed = true;
        }
    }

    /** The test starts once more. */
    void restarted() {
        if (limit != null) {
            ranBefore = limit.elapsed();
            startedAt = wall.millis();
            changed = true;
        }
    }

    /** Somebody who was there all the time says when the test was started last (DUR-08). */
    void lastStarted(Duration ago) {
        if (limit != null) {
            limit.hasRun(ranBefore.plus(ago));
        }
    }

    @Override
    public void save(StateRecord record) {
        if (changed && limit != null) {
            TimeLimit.Marks marks = limit.marks();
            record.put(
                    KEY,
                    List.of(
                            marks.end(),
                            marks.saved(),
                            marks.saves(),
                            ranBefore.toNanos(),
                            startedAt));
            changed = false;
        }
    }

    @Override
    public void restore(StateRecord record) throws IOException {
        if (!record.has(KEY)) {
            return;
        }
        List<?> saved = StateRecord.list(record.list(KEY), 5);
        limit =
                new TimeLimit(
                        ticker,
                        new TimeLimit.Marks(
                                StateRecord.number(saved.get(0)),
                                StateRecord.number(saved.get(1)),
                                StateRecord.count(saved.get(2))));
        ranBefore = Duration.ofNanos(StateRecord.count(saved.get(3)));
        startedAt = StateRecord.count(saved.get(4));
        lastStarted(Duration.ofMillis(Math.max(0, wall.millis() - startedAt)));
    }
}

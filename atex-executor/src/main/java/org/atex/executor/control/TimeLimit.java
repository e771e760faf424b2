package org.atex.executor.control;

import java.time.Duration;
import java.util.Objects;
import org.atex.core.time.Ticker;

/**
 * The time limit of a test, over all its reconnects (section 9). It runs from when it is made
 * (DUR-07).
 *
 * <p>Not safe for use by several threads without a lock.
 */
public final class TimeLimit {

    private final Ticker ticker;
    private long start;
    private long end;
    private long saved;
    private long saves;

    /** Starts the clock with this much time. */
    public TimeLimit(Ticker ticker, Duration length) {
        this(ticker, new Marks(nanos(length), 0, 0));
    }

    /** Makes a clock that starts now and has the marks of another one (SUP-05). */
    public TimeLimit(Ticker ticker, Marks marks) {
        this.ticker = Objects.requireNonNull(ticker, "ticker");
        this.start = ticker.nanos();
        this.end = marks.end;
        this.saved = marks.saved;
        this.saves = marks.saves;
    }

    /**
     * What a clock has to remember but how long it has run.
     *
     * @param end of the limit, in nanoseconds from the start
     * @param saved time that was left when it was first to be remembered, in nanoseconds
     * @param saves how many were not restored yet
     */
    public record Marks(long end, long saved, long saves) {}

    /** What another clock would go on with. */
    public Marks marks() {
        return new Marks(end, saved, saves);
    }

    /** Obeys a {@code duration} word. */
    public void apply(DurationChange change) {
        if (change instanceof DurationChange.Set set) {
            allow(nanos(set.length()));
        } else if (change instanceof DurationChange.Plus plus) {
            end = sum(end, nanos(plus.length()));
        } else if (change instanceof DurationChange.Minus minus) {
            end = sum(end, -nanos(minus.length()));
        } else if (change instanceof DurationChange.Save) {
            save();
        } else {
            restore();
        }
    }

    private void save() {
        if (saves++ == 0) {
            saved = left();
        }
    }

    private void restore() {
        if (saves > 0 && --saves == 0) {
            allow(saved);
        }
    }

    private void allow(long nanos) {
        end = sum(now(), nanos);
    }

    /** How long the test has run. */
    public Duration elapsed() {
        return Duration.ofNanos(now());
    }

    /** Sets how long the test has run, as somebody knows who was there meanwhile (DUR-08). */
    public void hasRun(Duration time) {
        start = ticker.nanos() - nanos(time);
    }

    /** The time left, never negative. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, left()));
    }

    /** Whether no time is left (DUR-06). */
    public boolean expired() {
        return left() <= 0;
    }

    private long left() {
        return sum(end, -now());
    }

    private long now() {
        return ticker.nanos() - start;
    }

    private static long nanos(Duration length) {
        return length.compareTo(Duration.ofNanos(Long.MAX_VALUE)) >= 0
                ? Long.MAX_VALUE
                : length.toNanos();
    }

    /** Adds; what does not fit is the longest time there is, in its direction. */
    private static long sum(long a, long b) {
        long sum = a + b;
        boolean overflow = ((a ^ sum) & (b ^ sum)) < 0;
        return overflow ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
    }
}

package org.atex.core.time;

import java.time.Duration;
import java.util.Objects;

/**
 * A point in time by which something must be done. Immutable and safe for any thread.
 *
 * <p>Durations too long for a nanosecond clock (292 years) count as {@link #never()}.
 */
public final class Deadline {

    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);
    private static final Deadline NEVER = new Deadline(Ticker.system(), 0, FOREVER);

    private final Ticker ticker;
    private final long start;
    private final Duration length;

    private Deadline(Ticker ticker, long start, Duration length) {
        this.ticker = ticker;
        this.start = start;
        this.length = length;
    }

    /** The deadline this long from now; zero or less is expired at once. */
    public static Deadline after(Duration length) {
        return after(length, Ticker.system());
    }

    /** The deadline this long from now by the given clock. */
    public static Deadline after(Duration length, Ticker ticker) {
        Objects.requireNonNull(length, "length");
        return length.compareTo(FOREVER) >= 0
                ? NEVER
                : new Deadline(ticker, ticker.nanos(), length);
    }

    /** The deadline that never comes. */
    public static Deadline never() {
        return NEVER;
    }

    /** The time left: never negative, zero once expired, very long for {@link #never()}. */
    public Duration remaining() {
        if (this == NEVER) {
            return FOREVER;
        }
        Duration left = length.minusNanos(ticker.nanos() - start);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Whether no time is left. */
    public boolean expired() {
        return remaining().isZero();
    }

    /** This deadline or the one that long from now, whichever comes first. */
    public Deadline atMost(Duration length) {
        return remaining().compareTo(length) <= 0 ? this : after(length, ticker);
    }

    /** What was given at the start, in words: {@code 1m 30s}, or {@code no limit}. */
    @Override
    public String toString() {
        return this == NEVER ? "no limit" : inWords(length);
    }

    private static String inWords(Duration d) {
        StringBuilder words = new StringBuilder();
        append(words, d.toHours(), "h");
        append(words, d.toMinutesPart(), "m");
        append(words, d.toSecondsPart(), "s");
        append(words, d.toMillisPart(), "ms");
        return words.isEmpty() ? "0s" : words.toString();
    }

    private static void append(StringBuilder words, long amount, String unit) {
        if (amount != 0) {
            words.append(words.isEmpty() ? "" : " ").append(amount).append(unit);
        }
    }
}

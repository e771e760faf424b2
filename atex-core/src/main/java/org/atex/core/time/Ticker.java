package org.atex.core.time;

/** A monotonic clock. Unrelated to wall-clock time; only differences mean something. */
@FunctionalInterface
public interface Ticker {

    /** The current reading in nanoseconds. */
    long nanos();

    /** The clock of this machine, {@link System#nanoTime()}. */
    static Ticker system() {
        return System::nanoTime;
    }
}

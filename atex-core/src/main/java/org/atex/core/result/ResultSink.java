package org.atex.core.result;

import java.io.IOException;
import java.util.OptionalLong;

/**
 * Takes attempts as they begin, results as they stream in, and the end of each attempt, final or
 * superseded by a rerun.
 *
 * <p>Called by one thread at a time, with a happens-before between calls: a sink needs no locks. A
 * slow sink does not hold up tests until a bounded queue is full; then it does, and nothing is
 * lost.
 *
 * <p>{@link SinkException}s of the kinds {@code duplicate}, {@code exists}, {@code not_found} and
 * {@code bad_results} concern one attempt: they are reported and the run goes on. Anything else
 * that a sink throws ends the run (ORC-18).
 */
public interface ResultSink extends AutoCloseable {

    /**
     * Called once, before the first event.
     *
     * @throws SinkException of kind {@code exists} if what it would write is there already (AGG-02)
     * @throws IOException if it cannot write
     */
    default void open() throws IOException {}

    /**
     * Takes one event.
     *
     * @throws IOException if it cannot be kept, a full disk for one
     */
    void accept(SinkEvent event) throws IOException;

    /**
     * Whether it consumes the artifacts directory at the end of a final attempt (AGG-06): moves its
     * files away and removes its results. If several sinks do, all but the last get a copy
     * (AGG-13).
     */
    default boolean consumesArtifacts() {
        return false;
    }

    /**
     * The number of the last event that it has kept for good, for runs that are continued: it then
     * gets only what lies behind (AGG-15). Empty: it may see some events again.
     */
    default OptionalLong lastSeen() {
        return OptionalLong.empty();
    }

    /**
     * Called once, after the last event, also when the run failed.
     *
     * @throws IOException if what it holds back cannot be written
     */
    @Override
    default void close() throws IOException {}
}

package org.atex.core.result;

import java.io.IOException;
import java.util.List;
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
     * One sink that passes everything to several, in their order (AGG-13).
     *
     * <p>At the end of an attempt the sinks that only read its artifacts come first. Of those that
     * consume them the last gets the directory itself, the others a copy each, which is removed
     * when they have taken it. If one fails the others are still served; the first failure is
     * thrown, with the others as suppressed ones. They are opened and closed with this one: closed
     * all of them, whatever fails, and also when not all could be opened.
     */
    static ResultSink all(List<? extends ResultSink> sinks) {
        return sinks.size() == 1 ? sinks.get(0) : new MultiSink(sinks);
    }

    /** As {@link #all(List)}. */
    static ResultSink all(ResultSink... sinks) {
        return all(List.of(sinks));
    }

    /**
     * Called once, before the first event.
     *
     * @throws SinkException of kind {@code exists} if what it would write is there already (AGG-02)
     * @throws IOException if it cannot write
     */
    default void open() throws IOException {}

    /**
     * Called once in place of {@link #open}, when the run that used this sink until its process
     * died goes on in this one (AGG-16). Unless written otherwise, as {@code open}.
     *
     * @throws SinkException of kind {@code exists} if what is there is not from that run
     * @throws IOException if it cannot write
     */
    default void resume() throws IOException {
        open();
    }

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
     * gets only what lies behind (AGG-15). Asked once, after {@link #resume}. Empty: it may see
     * some events again.
     */
    default OptionalLong lastSeen() {
        return OptionalLong.empty();
    }

    /**
     * Called after the last event, also when the run failed, or when this could not be opened. More
     * calls do nothing.
     *
     * @throws IOException if what it holds back cannot be written
     */
    @Override
    default void close() throws IOException {}
}

package org.atex.executor.collect;

import java.io.IOException;

/** A part of a collector that a killed runner has to find again (SUP-05). */
interface Durable {

    /** Adds what has changed since the last time; nothing if nothing has. */
    void save(StateRecord record);

    /**
     * Takes back what {@link #save} once added. Called for each record in turn.
     *
     * @throws IOException if it cannot be that
     */
    void restore(StateRecord record) throws IOException;
}

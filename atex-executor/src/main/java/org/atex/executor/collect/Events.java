package org.atex.executor.collect;

import java.util.ArrayList;
import java.util.List;

/** What a listener has not been told yet, because it is not stored yet (SUP-05). */
final class Events {

    private final CollectorListener listener;
    private List<Event> waiting = new ArrayList<>();

    Events(CollectorListener listener) {
        this.listener = listener;
    }

    /** Something that happened. */
    @FunctionalInterface
    interface Event {
        void tell(CollectorListener listener);
    }

    void add(Event event) {
        waiting.add(event);
    }

    /** Tells of all, in their order. */
    void tell() {
        if (waiting.isEmpty()) {
            return;
        }
        List<Event> told = waiting;
        waiting = new ArrayList<>();
        for (Event event : told) {
            event.tell(listener);
        }
    }
}

package org.atex.core.orchestrate;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongFunction;
import org.atex.core.AtexException;
import org.atex.core.journal.JournalEntry.ArtifactsKept;
import org.atex.core.journal.JournalEntry.EventsNumbered;
import org.atex.core.journal.JournalEntry.Numbered;
import org.atex.core.result.ResultSink;
import org.atex.core.result.SinkEvent;
import org.atex.core.result.SinkEvent.AttemptEnded;
import org.atex.core.result.SinkEvent.Standing;
import org.atex.core.result.SinkException;

/**
 * Carries events to the sinks on a thread of its own, {@code atex-sink}. The queue is bounded in
 * bytes (AGG-15): whoever posts into a full one waits.
 */
final class SinkPipe {

    static final long DEFAULT_BYTES = 16L << 20;
    private static final int MOST_AT_ONCE = 1024;

    private final ResultSink main;
    private final Optional<ResultSink> superseded;
    private final RunLog log;
    private final BiConsumer<SinkEvent, Throwable> failures;
    private final long maxBytes;
    private final Thread thread;
    private final ArrayDeque<SinkEvent> waiting = new ArrayDeque<>();
    private long bytes;

    /** For those who only want to know whether they may go on: nearly always they may. */
    private volatile boolean full;

    private long number;
    private boolean closing;
    private boolean broken;

    /** Of the sink thread: up to which number events are in the journal, and with the sinks. */
    private long journalled;

    private long delivered;

    /**
     * Makes one.
     *
     * @param log where events get their numbers before a sink sees them
     * @param failures told what a sink threw: {@link SinkException} if the run may go on
     */
    SinkPipe(
            ResultSink main,
            Optional<ResultSink> superseded,
            long maxBytes,
            RunLog log,
            BiConsumer<SinkEvent, Throwable> failures) {
        this.main = main;
        this.superseded = superseded;
        this.maxBytes = maxBytes;
        this.log = log;
        this.failures = failures;
        this.thread = new Thread(this::deliverAll, "atex-sink");
    }

    void open() throws IOException {
        main.open();
        if (superseded.isPresent()) {
            try {
                superseded.get().open();
            } catch (IOException | RuntimeException e) {
                main.close();
                throw e;
            }
        }
        thread.start();
    }

    /** Goes on with the numbers of a run whose process died; called before {@link #open}. */
    void continueFrom(long lastNumber, long lastDelivered) {
        number = lastNumber;
        journalled = lastNumber;
        delivered = lastDelivered;
    }

    /** Whether a sink wants an event that it may have seen before (AGG-15); once it is open. */
    boolean wants(long eventNumber, boolean endOfSuperseded) {
        return eventNumber > main.lastSeen().orElse(Long.MAX_VALUE)
                || (endOfSuperseded
                        && superseded.isPresent()
                        && eventNumber > superseded.get().lastSeen().orElse(Long.MAX_VALUE));
    }

    boolean delivers(Thread other) {
        return thread == other;
    }

    /** Numbers an event and queues it, waiting for room without regard to interrupts. */
    void post(LongFunction<SinkEvent> numbered) {
        awaitRoom();
        add(numbered);
    }

    /** Queues an event that has its number from a process that died; all of these come first. */
    void repost(SinkEvent event) {
        awaitRoom();
        add(event);
    }

    /** Waits until there is some, without regard to interrupts; before an {@link #add}. */
    void awaitRoom() {
        if (full) {
            Uninterrupted.wait(this::awaitRoomOrInterrupt);
        }
    }

    private synchronized void awaitRoomOrInterrupt() throws InterruptedException {
        while (full) {
            wait();
        }
    }

    /** Numbers an event and queues it at once: threads that add together may go past the bound. */
    synchronized void add(LongFunction<SinkEvent> numbered) {
        add(numbered.apply(++number));
    }

    private synchronized void add(SinkEvent event) {
        boolean first = waiting.isEmpty();
        waiting.add(event);
        bytes += EventWeight.of(event);
        full = bytes >= maxBytes && !broken;
        if (first) {
            notifyAll();
        }
    }

    private void deliverAll() {
        for (List<SinkEvent> events = next(); !events.isEmpty(); events = next()) {
            numberInJournal(events);
            for (SinkEvent event : events) {
                deliver(event);
                delivered = event.number();
                makeRoom(event);
            }
        }
    }

    /** What waits, as far as it goes into one line of the journal; nothing when it is closed. */
    private synchronized List<SinkEvent> next() {
        while (waiting.isEmpty() && !closing) {
            try {
                wait();
            } catch (InterruptedException e) {
                return List.of(); // nobody interrupts this thread
            }
        }
        List<SinkEvent> events = new ArrayList<>();
        while (!waiting.isEmpty() && events.size() < MOST_AT_ONCE) {
            events.add(waiting.remove());
        }
        return events;
    }

    /** Before any sink sees them (AGG-15); neighbours of one attempt are counted together. */
    private void numberInJournal(List<SinkEvent> events) {
        List<Numbered> numbered = new ArrayList<>();
        long attempt = 0;
        int count = 0;
        for (SinkEvent event : events) {
            if (event.number() <= journalled) {
                continue;
            }
            if (count > 0 && event.attempt().number() != attempt) {
                numbered.add(new Numbered(attempt, count));
                count = 0;
            }
            attempt = event.attempt().number();
            count++;
            journalled = event.number();
        }
        if (count > 0) {
            numbered.add(new Numbered(attempt, count));
            log.write(new EventsNumbered(delivered, numbered));
        }
    }

    private synchronized void makeRoom(SinkEvent event) {
        bytes -= EventWeight.of(event);
        if (full && bytes < maxBytes) {
            full = false;
            notifyAll();
        }
    }

    private void deliver(SinkEvent event) {
        boolean taken = isBroken() ? false : give(main, event, true);
        if (event instanceof AttemptEnded ended) {
            if (ended.standing() == Standing.SUPERSEDED && superseded.isPresent()) {
                taken &= give(superseded.get(), event, false);
            }
            if (taken) {
                removeArtifacts(ended);
            } else {
                log.write(new ArtifactsKept(ended.attempt().number()));
            }
        }
    }

    private boolean give(ResultSink sink, SinkEvent event, boolean vital) {
        try {
            sink.accept(event);
            return true;
        } catch (IOException | RuntimeException | Error e) {
            Throwable worst = worstOf(e);
            if (worst instanceof SinkException) {
                failures.accept(event, worst);
            } else if (vital) {
                breakDown();
                failures.accept(event, worst);
            } else {
                failures.accept(event, asOfOneAttempt(worst));
            }
        }
        return false;
    }

    /** Of several sinks one may refuse an attempt and another one be broken: that one counts. */
    private static Throwable worstOf(Throwable e) {
        if (e instanceof SinkException) {
            for (Throwable other : e.getSuppressed()) {
                if (!(other instanceof SinkException)) {
                    return other;
                }
            }
        }
        return e;
    }

    private static SinkException asOfOneAttempt(Throwable e) {
        return new SinkException(
                SinkException.Kind.BAD_RESULTS, "the sink for superseded attempts failed: " + e, e);
    }

    private synchronized boolean isBroken() {
        return broken;
    }

    private synchronized void breakDown() {
        broken = true;
        full = false;
        notifyAll();
    }

    private void removeArtifacts(AttemptEnded ended) {
        try {
            RunDirectory.delete(ended.attempt().directory());
        } catch (IOException e) {
            failures.accept(
                    ended,
                    new SinkException(
                            SinkException.Kind.BAD_RESULTS,
                            ended.attempt().directory() + ": cannot be removed: " + e,
                            e));
        }
    }

    /** Delivers what waits, then closes the sinks; what that throws first comes back. */
    Optional<Throwable> close() {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        Uninterrupted.wait(thread::join);
        Optional<Throwable> failure = closeOne(main);
        if (superseded.isPresent()) {
            Optional<Throwable> second = closeOne(superseded.get());
            failure = failure.isPresent() ? failure : second;
        }
        return failure;
    }

    private static Optional<Throwable> closeOne(ResultSink sink) {
        try {
            sink.close();
            return Optional.empty();
        } catch (IOException | RuntimeException | Error e) {
            return Optional.of(e);
        }
    }

    /** What ends a run when a sink cannot go on (ORC-18). */
    static AtexException broken(String where, Throwable e) {
        return new AtexException("a sink cannot go on, at " + where + ": " + e.getMessage(), e);
    }
}

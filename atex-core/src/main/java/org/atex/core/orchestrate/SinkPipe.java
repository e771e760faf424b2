package org.atex.core.orchestrate;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongFunction;
import org.atex.core.AtexException;
import org.atex.core.result.ResultSink;
import org.atex.core.result.SinkEvent;
import org.atex.core.result.SinkEvent.AttemptEnded;
import org.atex.core.result.SinkEvent.ResultReported;
import org.atex.core.result.SinkEvent.Standing;
import org.atex.core.result.SinkException;
import org.atex.core.result.TestResult;
import org.jspecify.annotations.Nullable;

/**
 * Carries events to the sinks on a thread of its own, {@code atex-sink}. The queue is bounded in
 * bytes (AGG-15): whoever posts into a full one waits.
 */
final class SinkPipe {

    static final long DEFAULT_BYTES = 16L << 20;

    private final ResultSink main;
    private final Optional<ResultSink> superseded;
    private final BiConsumer<SinkEvent, Exception> failures;
    private final long maxBytes;
    private final Thread thread;
    private final ArrayDeque<SinkEvent> waiting = new ArrayDeque<>();
    private long bytes;
    private long number;
    private boolean closing;
    private boolean broken;

    /**
     * Makes one.
     *
     * @param failures told what a sink threw: {@link SinkException} if the run may go on
     */
    SinkPipe(
            ResultSink main,
            Optional<ResultSink> superseded,
            long maxBytes,
            BiConsumer<SinkEvent, Exception> failures) {
        this.main = main;
        this.superseded = superseded;
        this.maxBytes = maxBytes;
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

    boolean delivers(Thread other) {
        return thread == other;
    }

    /** Numbers an event and queues it, waiting for room without regard to interrupts. */
    void post(LongFunction<SinkEvent> numbered) {
        boolean interrupted = false;
        synchronized (this) {
            while (bytes >= maxBytes && !broken) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            SinkEvent event = numbered.apply(++number);
            waiting.add(event);
            bytes += weight(event);
            notifyAll();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** About how much heap an event holds. */
    private static long weight(SinkEvent event) {
        if (!(event instanceof ResultReported reported)) {
            return 256;
        }
        TestResult result = reported.result();
        long files = result.files().stream().mapToLong(String::length).sum();
        return 512
                + result.note().map(String::length).orElse(0)
                + result.name().map(String::length).orElse(0)
                + files
                + weight(result.extra());
    }

    private static long weight(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .mapToLong(entry -> 64 + weight(entry.getKey()) + weight(entry.getValue()))
                    .sum();
        }
        if (value instanceof List<?> list) {
            return list.stream().mapToLong(item -> 16 + weight(item)).sum();
        }
        return value instanceof String text ? 40 + text.length() : 40;
    }

    private void deliverAll() {
        for (SinkEvent event = next(); event != null; event = next()) {
            deliver(event);
        }
    }

    private synchronized @Nullable SinkEvent next() {
        while (waiting.isEmpty() && !closing) {
            try {
                wait();
            } catch (InterruptedException e) {
                return null; // nobody interrupts this thread
            }
        }
        SinkEvent event = waiting.poll();
        if (event != null) {
            bytes -= weight(event);
            notifyAll();
        }
        return event;
    }

    private void deliver(SinkEvent event) {
        boolean taken = isBroken() ? false : give(main, event, true);
        if (event instanceof AttemptEnded ended) {
            if (ended.standing() == Standing.SUPERSEDED && superseded.isPresent()) {
                taken &= give(superseded.get(), event, false);
            }
            if (taken) {
                removeArtifacts(ended);
            }
        }
    }

    private boolean give(ResultSink sink, SinkEvent event, boolean vital) {
        try {
            sink.accept(event);
            return true;
        } catch (IOException | RuntimeException e) {
            Exception worst = worstOf(e);
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
    private static Exception worstOf(Exception e) {
        if (e instanceof SinkException) {
            for (Throwable other : e.getSuppressed()) {
                if (other instanceof Exception broken && !(broken instanceof SinkException)) {
                    return broken;
                }
            }
        }
        return e;
    }

    private static SinkException asOfOneAttempt(Exception e) {
        return new SinkException(
                SinkException.Kind.BAD_RESULTS, "the sink for superseded attempts failed: " + e, e);
    }

    private synchronized boolean isBroken() {
        return broken;
    }

    private synchronized void breakDown() {
        broken = true;
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
    Optional<Exception> close() {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        Uninterrupted.wait(thread::join);
        Optional<Exception> failure = closeOne(main);
        if (superseded.isPresent()) {
            Optional<Exception> second = closeOne(superseded.get());
            failure = failure.isPresent() ? failure : second;
        }
        return failure;
    }

    private static Optional<Exception> closeOne(ResultSink sink) {
        try {
            sink.close();
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            return Optional.of(e);
        }
    }

    /** What ends a run when a sink cannot go on (ORC-18). */
    static AtexException broken(String where, Exception e) {
        return new AtexException("a sink cannot go on, at " + where + ": " + e.getMessage(), e);
    }
}

package org.atex.core.orchestrate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.atex.core.execute.TestExecutorFactory;
import org.atex.core.journal.AttemptHistory;
import org.atex.core.journal.JournalEntry.AttemptEnded;
import org.atex.core.journal.JournalEntry.Next;
import org.atex.core.result.SinkEvent;
import org.atex.core.result.SinkEvent.Standing;
import org.atex.core.result.TestResult;
import org.atex.core.test.Attempt;

/**
 * An attempt that began in a process which died. Its events for sinks are, by their place: 0, it
 * began; 1 and on, one for each result in stored order; then, it ended.
 *
 * @param history what the journal says
 * @param attempt the attempt, in its directory
 */
record InheritedAttempt(AttemptHistory history, Attempt attempt) {

    /** Takes results of a place. */
    @FunctionalInterface
    interface Results {
        void take(long place, TestResult result);
    }

    boolean ended() {
        return history.next().isPresent();
    }

    boolean superseded() {
        return history.next().filter(next -> next.standing() == Standing.SUPERSEDED).isPresent();
    }

    /** The place of its end; only if it has ended. */
    long endPlace() {
        return history.results().orElseThrow() + 1;
    }

    /** Whether no sink needs its artifacts any more: all have taken them, and they are gone. */
    boolean artifactsGone() {
        return !Files.exists(attempt.directory());
    }

    /** How many results have been numbered; they, and their order, are fixed. */
    long numberedResults() {
        long behindBegin = Math.max(0, history.numberedEvents() - 1);
        return ended() ? Math.min(behindBegin, history.results().orElseThrow()) : behindBegin;
    }

    /** Reads its results once more, from a place on; how many there are in all. */
    long readResults(TestExecutorFactory executors, long from, Results results) throws IOException {
        AtomicLong place = new AtomicLong();
        executors.replay(
                attempt.directory(),
                result -> {
                    if (place.incrementAndGet() >= from) {
                        results.take(place.get(), result);
                    }
                });
        return place.get();
    }

    /** Passes on what is stored behind the results that were heard; how many there are in all. */
    long passOnStored(Run run, long heard) throws IOException {
        long stored =
                readResults(
                        run.executors(),
                        heard + 1,
                        (place, result) -> run.attempts().reported(attempt, result));
        return Math.max(heard, stored);
    }

    LongFunction<SinkEvent> began() {
        return number -> new SinkEvent.AttemptBegan(number, attempt, history.beganAt());
    }

    LongFunction<SinkEvent> reported(TestResult result) {
        return number -> new SinkEvent.ResultReported(number, attempt, result);
    }

    LongFunction<SinkEvent> end() {
        return number ->
                new SinkEvent.AttemptEnded(
                        number,
                        attempt,
                        history.outcome().orElseThrow(),
                        history.next().orElseThrow().standing(),
                        history.endedAt().orElseThrow());
    }

    /**
     * Gives up an attempt that nobody can attach to. The results that it has stored are all there
     * will be; that may be none.
     */
    void completeArtifacts() throws IOException {
        Files.createDirectories(attempt.directory());
        Path results = attempt.directory().resolve("results");
        if (!Files.exists(results)) {
            Files.createFile(results);
        }
    }

    /** How such an attempt stands in the journal. */
    AttemptEnded givenUp(long results) {
        return new AttemptEnded(attempt.number(), Worker.runnerDied(), Next.AGAIN, results);
    }
}

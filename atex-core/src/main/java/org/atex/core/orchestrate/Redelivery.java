package org.atex.core.orchestrate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.atex.core.execute.TestExecutorFactory;
import org.atex.core.journal.JournalEntry.Numbered;
import org.atex.core.journal.RunHistory;
import org.atex.core.result.SinkEvent;
import org.atex.core.result.TestResult;

/**
 * Gives sinks what a process that died had numbered but may not have delivered, under the same
 * numbers (AGG-15). What belongs to a number is in the journal, what results said is read once more
 * from the directories of their attempts.
 *
 * <p>Where a sink has consumed the artifacts, or they are gone, all results were delivered before:
 * sinks consume at the end of an attempt.
 */
final class Redelivery {

    private final RunHistory history;
    private final Map<Long, InheritedAttempt> attempts;
    private final SinkPipe sinks;
    private final TestExecutorFactory executors;
    private final BiConsumer<InheritedAttempt, IOException> unreadable;
    private final Map<InheritedAttempt, Map<Long, TestResult>> results = new HashMap<>();

    /**
     * Makes one.
     *
     * @param attempts of the history, by number
     * @param unreadable told when results cannot be read
     */
    Redelivery(
            RunHistory history,
            Map<Long, InheritedAttempt> attempts,
            SinkPipe sinks,
            TestExecutorFactory executors,
            BiConsumer<InheritedAttempt, IOException> unreadable) {
        this.history = history;
        this.attempts = attempts;
        this.sinks = sinks;
        this.executors = executors;
        this.unreadable = unreadable;
    }

    private record Wanted(long number, InheritedAttempt attempt, long place) {}

    /** Queues what is wanted, before any new event. */
    void repost() {
        List<Wanted> wanted = wanted();
        readResults(wanted);
        for (Wanted each : wanted) {
            event(each).ifPresent(sinks::repost);
        }
        results.clear();
    }

    private List<Wanted> wanted() {
        List<Wanted> wanted = new ArrayList<>();
        Map<Long, Long> places = new HashMap<>();
        long number = 0;
        for (Numbered run : history.numbered()) {
            InheritedAttempt attempt = attempts.get(run.attempt());
            for (int i = 0; i < run.events(); i++) {
                number++;
                long place = places.merge(run.attempt(), 1L, Long::sum) - 1;
                if (attempt != null && wants(number, attempt, place)) {
                    wanted.add(new Wanted(number, attempt, place));
                }
            }
        }
        return wanted;
    }

    private boolean wants(long number, InheritedAttempt attempt, long place) {
        if (!attempt.ended()) {
            return sinks.wants(number, false);
        }
        boolean end = place == attempt.endPlace();
        if (attempt.artifactsGone()) {
            return false;
        }
        return end
                ? !attempt.history().keepsArtifacts() // when all have taken it, they are removed
                : sinks.wants(number, false);
    }

    private void readResults(List<Wanted> wanted) {
        Map<InheritedAttempt, Long> first = new LinkedHashMap<>();
        for (Wanted each : wanted) {
            InheritedAttempt attempt = each.attempt;
            if (each.place > 0 && !(attempt.ended() && each.place == attempt.endPlace())) {
                first.putIfAbsent(attempt, each.place);
            }
        }
        first.forEach(this::readResults);
    }

    private void readResults(InheritedAttempt attempt, long from) {
        Map<Long, TestResult> read = new HashMap<>();
        results.put(attempt, read);
        long most = attempt.numberedResults();
        try {
            attempt.readResults(
                    executors,
                    from,
                    (place, result) -> {
                        if (place <= most) {
                            read.put(place, result);
                        }
                    });
        } catch (IOException e) {
            unreadable.accept(attempt, e);
        }
    }

    private Optional<SinkEvent> event(Wanted wanted) {
        InheritedAttempt attempt = wanted.attempt;
        if (wanted.place == 0) {
            return Optional.of(attempt.began().apply(wanted.number));
        }
        if (attempt.ended() && wanted.place == attempt.endPlace()) {
            return Optional.of(attempt.end().apply(wanted.number));
        }
        return Optional.ofNullable(results.getOrDefault(attempt, Map.of()).get(wanted.place))
                .map(result -> attempt.reported(result).apply(wanted.number));
    }
}

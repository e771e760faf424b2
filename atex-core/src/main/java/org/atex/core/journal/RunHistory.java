package org.atex.core.journal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atex.core.journal.JournalEntry.ArtifactsKept;
import org.atex.core.journal.JournalEntry.AttemptAttached;
import org.atex.core.journal.JournalEntry.AttemptBegan;
import org.atex.core.journal.JournalEntry.AttemptEnded;
import org.atex.core.journal.JournalEntry.EventsNumbered;
import org.atex.core.journal.JournalEntry.Numbered;
import org.atex.core.journal.JournalEntry.ProblemMet;
import org.atex.core.journal.JournalEntry.RunBegan;
import org.atex.core.journal.JournalEntry.RunEnded;
import org.atex.core.journal.JournalEntry.RunResumed;
import org.atex.core.journal.JournalEntry.SetupFailed;
import org.atex.core.journal.JournalEntry.SystemAdopted;
import org.atex.core.journal.JournalEntry.SystemHeld;
import org.atex.core.journal.JournalEntry.SystemReleased;
import org.atex.core.journal.JournalEntry.SystemReserved;
import org.atex.core.journal.JournalEntry.SystemReserving;
import org.atex.core.journal.JournalEntry.TestConcluded;
import org.atex.core.journal.JournalEntry.TestListed;
import org.atex.core.journal.JournalEntry.TestStarted;
import org.jspecify.annotations.Nullable;

/**
 * A journal added up: the tests, attempts and systems of a run, as far as it has come. Can be
 * brought up to date with what a run in progress has written since. For one thread.
 */
public final class RunHistory {

    private final List<TestHistory> tests = new ArrayList<>();
    private final Map<Long, AttemptHistory> attempts = new LinkedHashMap<>();
    private final Map<String, SystemHistory> systems = new LinkedHashMap<>();
    private final Map<String, AttemptHistory> latest = new HashMap<>(); // of each system
    private final List<Numbered> numbered = new ArrayList<>();
    private final List<ProblemMet> problems = new ArrayList<>();
    private @Nullable RunBegan began;
    private @Nullable RunEnded ended;
    private @Nullable Instant processBegan;
    private @Nullable Instant last;
    private Duration earlier = Duration.ZERO;
    private long delivered;
    private int failedSetups;
    private @Nullable SetupFailed lastFailedSetup;

    private RunHistory() {}

    /**
     * Adds up all lines that there are.
     *
     * @throws JournalException if they are damaged, or name what is not there
     */
    public static RunHistory of(Iterator<JournalLine> lines) {
        RunHistory history = new RunHistory();
        history.addAll(lines);
        return history;
    }

    /**
     * Adds the lines that have come since.
     *
     * @throws JournalException if they are damaged, or name what is not there
     */
    public void addAll(Iterator<JournalLine> lines) {
        while (lines.hasNext()) {
            add(lines.next());
        }
    }

    private void add(JournalLine line) {
        JournalEntry entry = line.entry();
        if (entry instanceof RunResumed) {
            earlier = took();
            processBegan = line.at();
        } else if (processBegan == null) {
            processBegan = line.at();
        }
        last = line.at();
        if (!addToRun(entry) && !addToSystem(entry)) {
            addToAttempt(entry, line.at());
        }
    }

    private boolean addToRun(JournalEntry entry) {
        if (entry instanceof RunBegan run) {
            began = run;
        } else if (entry instanceof TestListed test) {
            if (test.test() != tests.size()) {
                throw new JournalException("test %d is missing".formatted(tests.size()));
            }
            tests.add(new TestHistory(test));
        } else if (entry instanceof TestConcluded concluded) {
            test(concluded.test()).concluded(concluded);
        } else if (entry instanceof ProblemMet problem) {
            problems.add(problem);
        } else if (entry instanceof RunEnded run) {
            ended = run;
        } else {
            return false;
        }
        return true;
    }

    private boolean addToSystem(JournalEntry entry) {
        if (entry instanceof SystemReserving reserving) {
            systems.put(reserving.system(), new SystemHistory(reserving));
        } else if (entry instanceof SystemReserved reserved) {
            system(reserved.system()).reserved(reserved.handle());
        } else if (entry instanceof SystemAdopted adopted) {
            adopt(adopted);
        } else if (entry instanceof SystemReleased released) {
            system(released.system()).released();
        } else if (entry instanceof SetupFailed failed) {
            failedSetups++;
            lastFailedSetup = failed;
            systemCalled(failed.system()).ifPresent(SystemHistory::leaving);
        } else if (entry instanceof SystemHeld hold) {
            system(hold.system()).leaving();
        } else {
            return false;
        }
        return true;
    }

    private void adopt(SystemAdopted adopted) {
        SystemHistory before = system(adopted.was());
        before.released();
        SystemHistory now = before.adopted(adopted.system());
        now.reserved(adopted.handle());
        systems.put(now.name(), now);
        attempts.values().stream()
                .filter(each -> each.systemNow().equals(before.name()))
                .forEach(each -> each.movedTo(now.name()));
        AttemptHistory attempt = latest.remove(before.name());
        if (attempt != null) {
            latest.put(now.name(), attempt);
        }
    }

    private void addToAttempt(JournalEntry entry, Instant at) {
        if (entry instanceof AttemptBegan attempt) {
            TestHistory test = test(attempt.test());
            AttemptHistory made = new AttemptHistory(attempt, test, at);
            test.add(made);
            attempts.put(attempt.attempt(), made);
            latest.put(attempt.system(), made);
        } else if (entry instanceof TestStarted started) {
            attempt(started.attempt()).started(at);
        } else if (entry instanceof AttemptAttached attached) {
            attempt(attached.attempt()); // only that it is known
        } else if (entry instanceof AttemptEnded end) {
            attempt(end.attempt()).ended(end, at);
        } else if (entry instanceof ArtifactsKept artifacts) {
            attempt(artifacts.attempt()).artifactsKept();
        } else if (entry instanceof EventsNumbered events) {
            events.numbered().forEach(each -> attempt(each.attempt()).numbered(each.events()));
            numbered.addAll(events.numbered());
            delivered = events.delivered();
        }
    }

    private TestHistory test(int place) {
        if (place >= tests.size()) {
            throw new JournalException("there is no test " + place);
        }
        return tests.get(place);
    }

    private AttemptHistory attempt(long number) {
        AttemptHistory attempt = attempts.get(number);
        if (attempt == null) {
            throw new JournalException("there is no attempt " + number);
        }
        return attempt;
    }

    private SystemHistory system(String name) {
        SystemHistory system = systems.get(name);
        if (system == null) {
            throw new JournalException("there is no system " + name);
        }
        return system;
    }

    /** How the run began; absent if its first line is not there yet. */
    public Optional<RunBegan> began() {
        return Optional.ofNullable(began);
    }

    /** How the run ended, if it did. */
    public Optional<RunEnded> ended() {
        return Optional.ofNullable(ended);
    }

    /** How long processes have been at work on it, from their first line to their last. */
    public Duration took() {
        return last == null || processBegan == null
                ? Duration.ZERO
                : earlier.plus(Duration.between(processBegan, last));
    }

    /** Its tests, in given order. */
    public List<TestHistory> tests() {
        return Collections.unmodifiableList(tests);
    }

    /** Its attempts, in the order in which they began. */
    public Collection<AttemptHistory> attempts() {
        return Collections.unmodifiableCollection(attempts.values());
    }

    /** Its systems, in the order in which they were wanted; an adopted one is there twice. */
    public Collection<SystemHistory> systems() {
        return Collections.unmodifiableCollection(systems.values());
    }

    /** The system of this name, if there was one. */
    public Optional<SystemHistory> systemCalled(String name) {
        return Optional.ofNullable(systems.get(name));
    }

    /** The attempt that began last on a system, also if that had another name then. */
    public Optional<AttemptHistory> latestOn(SystemHistory system) {
        return Optional.ofNullable(latest.get(system.name()));
    }

    /** The attempt that has begun on a system and has not ended. */
    public Optional<AttemptHistory> runningOn(SystemHistory system) {
        return latestOn(system).filter(attempt -> attempt.endedAt().isEmpty());
    }

    /** How many reservations and preparations have failed (ORC-08). */
    public int failedSetups() {
        return failedSetups;
    }

    /** The last of them. */
    public Optional<SetupFailed> lastFailedSetup() {
        return Optional.ofNullable(lastFailedSetup);
    }

    /** What went wrong beside the tests. */
    public List<ProblemMet> problems() {
        return Collections.unmodifiableList(problems);
    }

    /** Whose the events for sinks are, in the order of their numbers, from 1 (AGG-15). */
    public List<Numbered> numbered() {
        return Collections.unmodifiableList(numbered);
    }

    /** The last number that an event for sinks has; 0 if there is none. */
    public long lastNumber() {
        return numbered.stream().mapToLong(Numbered::events).sum();
    }

    /** All events up to this number are known to be with the sinks. */
    public long delivered() {
        return delivered;
    }
}

package org.atex.core.journal;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atex.core.result.SinkEvent.Standing;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.Verdict;
import org.atex.core.test.Platform;

/**
 * What one line of a journal says. Tests are named by their place in the list of the run, from 0,
 * systems by name, attempts by number. Contents of results are not here: they are in the directory
 * of their attempt until all sinks have taken them.
 */
public sealed interface JournalEntry {

    /**
     * The run begins; always the first entry. One {@link TestListed} for each test follows.
     *
     * @param run tells runs apart
     * @param fingerprint of the list of tests: targets and names in their order
     * @param tests how many
     * @param facts about the configuration, for people and for the check on resume
     */
    record RunBegan(String run, String fingerprint, int tests, Map<String, String> facts)
            implements JournalEntry {
        /** Copies the map. */
        public RunBegan {
            facts = Map.copyOf(facts);
        }
    }

    /**
     * A test of the run.
     *
     * @param test its place
     * @param name its name
     * @param target the name of its target platform; empty if that has none
     * @param timeLimit how long it may take
     */
    record TestListed(int test, String name, String target, Duration timeLimit)
            implements JournalEntry {}

    /** Another process goes on with the run. */
    record RunResumed() implements JournalEntry {}

    /**
     * A system is going to be reserved.
     *
     * @param system its name
     * @param platform what it provides
     * @param factory which factory it is of, by its place in the configuration, from 0
     * @param handle of the system, as far as it is known before (PRV-06)
     */
    record SystemReserving(
            String system, Platform platform, int factory, Map<String, String> handle)
            implements JournalEntry {
        /** Copies the map. */
        public SystemReserving {
            handle = Map.copyOf(handle);
        }
    }

    /**
     * A system is reserved.
     *
     * @param system its name
     * @param address where it is, for people
     * @param handle with which another process can take it over (PRV-06)
     */
    record SystemReserved(String system, String address, Map<String, String> handle)
            implements JournalEntry {
        /** Copies the map. */
        public SystemReserved {
            handle = Map.copyOf(handle);
        }
    }

    /**
     * A system that a dead process held is taken over.
     *
     * @param system its name from now on
     * @param was its name until now
     * @param address where it is, for people
     * @param handle with which another process can take it over (PRV-06)
     */
    record SystemAdopted(String system, String was, String address, Map<String, String> handle)
            implements JournalEntry {
        /** Copies the map. */
        public SystemAdopted {
            handle = Map.copyOf(handle);
        }
    }

    /**
     * The preparation of a system begins.
     *
     * @param system its name
     */
    record SystemPreparing(String system) implements JournalEntry {}

    /**
     * A system is prepared for tests.
     *
     * @param system its name
     */
    record SystemPrepared(String system) implements JournalEntry {}

    /**
     * A reservation or preparation failed.
     *
     * @param system its name
     * @param why in one line
     */
    record SetupFailed(String system, String why) implements JournalEntry {}

    /**
     * A system is kept after a failed test, for somebody to look at it.
     *
     * @param system its name
     * @param attempt the number of the attempt that failed
     * @param atMost for how long
     */
    record SystemHeld(String system, long attempt, Duration atMost) implements JournalEntry {}

    /**
     * A system was given back, or is not ours any more.
     *
     * @param system its name
     */
    record SystemReleased(String system) implements JournalEntry {}

    /**
     * An attempt begins, the preparation of the test first.
     *
     * @param attempt its number
     * @param test what runs
     * @param tryNumber 1 for the first attempt of this test, 2 for the next
     * @param system where
     * @param platform the name of the platform that results carry; may be empty
     */
    record AttemptBegan(long attempt, int test, int tryNumber, String system, String platform)
            implements JournalEntry {}

    /**
     * Another process goes on with a running attempt (SUP-07).
     *
     * @param attempt its number
     */
    record AttemptAttached(long attempt) implements JournalEntry {}

    /**
     * The test itself starts, the preparation of the attempt is over.
     *
     * @param attempt its number
     */
    record TestStarted(long attempt) implements JournalEntry {}

    /**
     * Events for sinks get their numbers, before the sinks see them (AGG-15). The events of an
     * attempt are: it begins, one for each of its results in stored order, it ends.
     *
     * @param delivered all events up to this number are with the sinks
     * @param numbered the next events in their order: so many of this attempt, then so many of that
     */
    record EventsNumbered(long delivered, List<Numbered> numbered) implements JournalEntry {
        /** Copies the list. */
        public EventsNumbered {
            numbered = List.copyOf(numbered);
        }
    }

    /**
     * Some events of one attempt that follow each other.
     *
     * @param attempt its number
     * @param events how many
     */
    record Numbered(long attempt, int events) {}

    /**
     * An attempt has ended, its artifacts are complete.
     *
     * @param attempt its number
     * @param outcome how; without the cause of its error
     * @param next what becomes of its test
     * @param results how many it has reported
     */
    record AttemptEnded(long attempt, TestOutcome outcome, Next next, long results)
            implements JournalEntry {}

    /**
     * The artifacts of an attempt stay in the run directory, as a sink has refused them.
     *
     * @param attempt its number
     */
    record ArtifactsKept(long attempt) implements JournalEntry {}

    /** What becomes of a test after an attempt. */
    enum Next {
        /** It was the last attempt. */
        NOTHING,
        /** The rerun policy gives it another one. */
        RERUN,
        /** The budget for lost systems gives it another one. */
        INFRA_RERUN,
        /** It waits again, as if the attempt had not been: its runner died. */
        AGAIN,
        /** Nothing was done: the executor refuses to run it. */
        REFUSED;

        /** Whether the attempt counts (ORC-13). */
        public Standing standing() {
            return this == NOTHING ? Standing.FINAL : Standing.SUPERSEDED;
        }
    }

    /**
     * A test has its verdict.
     *
     * @param test its place
     * @param verdict the verdict
     * @param reason why, for verdicts that are not about the test itself; else empty
     */
    record TestConcluded(int test, Verdict verdict, String reason) implements JournalEntry {}

    /**
     * Something went wrong beside the tests.
     *
     * @param where the system, test or sink
     * @param what in one line
     */
    record ProblemMet(String where, String what) implements JournalEntry {}

    /**
     * The run has ended: all systems are released, all sinks closed; always the last entry.
     *
     * @param took how long it took, time without a process not counted
     * @param failure why it ended early, if it did
     */
    record RunEnded(Duration took, Optional<String> failure) implements JournalEntry {}
}

package org.atex.core.orchestrate;

import java.time.Duration;
import java.util.List;
import org.atex.core.result.SinkEvent.Standing;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestResult;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.atex.core.test.TestRun;

/** Something that changes a run. */
public sealed interface RunEvent {

    /**
     * The run begins.
     *
     * @param tests what is to be run, in queue order
     */
    record RunStarted(List<TestRun> tests) implements RunEvent {
        /** Copies the list. */
        public RunStarted {
            tests = List.copyOf(tests);
        }
    }

    /**
     * A run whose process died goes on.
     *
     * @param tests what is still to be run, in queue order
     * @param verdicts of tests that were finished before
     */
    record RunResumed(List<TestRun> tests, List<TestVerdict> verdicts) implements RunEvent {
        /** Copies the lists. */
        public RunResumed {
            tests = List.copyOf(tests);
            verdicts = List.copyOf(verdicts);
        }
    }

    /**
     * A system that a process which died held is taken over.
     *
     * @param system its name
     * @param platform what it provides
     * @param address where it is, for people
     */
    record SystemAdopted(String system, Platform platform, String address) implements RunEvent {}

    /**
     * An attempt goes on that a process which died had begun (SUP-07).
     *
     * @param attempt the attempt
     */
    record AttemptAttached(Attempt attempt) implements RunEvent {}

    /**
     * A system is being reserved.
     *
     * @param system its name
     * @param platform what it provides
     */
    record SystemReserving(String system, Platform platform) implements RunEvent {}

    /**
     * A system is reserved.
     *
     * @param system its name
     * @param address where it is, for people
     */
    record SystemReserved(String system, String address) implements RunEvent {}

    /**
     * A system is being prepared: upload, prepare steps.
     *
     * @param system its name
     */
    record SystemPreparing(String system) implements RunEvent {}

    /**
     * A system is prepared for tests.
     *
     * @param system its name
     */
    record SystemPrepared(String system) implements RunEvent {}

    /**
     * A reservation or preparation failed; the system is released, another one is tried.
     *
     * @param system its name
     * @param why what went wrong, in one line
     */
    record SetupFailed(String system, String why) implements RunEvent {}

    /**
     * A factory has failed so often in a row that it is put aside while others serve its tests.
     *
     * @param factory its place in the configuration, and what it provides
     * @param why what went wrong, in one line
     */
    record FactoryPutAside(String factory, String why) implements RunEvent {}

    /**
     * A system is kept after a failed test, for somebody to look at it.
     *
     * @param system its name
     * @param attempt the attempt that failed
     * @param loginCommand with which a person gets there
     * @param atMost for how long
     * @param hold lets it go before
     */
    record SystemHeld(
            String system, Attempt attempt, String loginCommand, Duration atMost, Hold hold)
            implements RunEvent {}

    /**
     * A system could not be given back, however often it was tried.
     *
     * @param system its name
     * @param why what went wrong, in one line
     */
    record SystemNotReleased(String system, String why) implements RunEvent {}

    /**
     * A system was given back.
     *
     * @param system its name
     */
    record SystemReleased(String system) implements RunEvent {}

    /**
     * An attempt begins, the preparation of the test first.
     *
     * @param attempt the attempt
     */
    record AttemptStarted(Attempt attempt) implements RunEvent {}

    /**
     * The test itself starts.
     *
     * @param attempt the attempt
     */
    record TestStarted(Attempt attempt) implements RunEvent {}

    /**
     * A test reported a result.
     *
     * @param attempt the attempt
     * @param result what it reported
     */
    record ResultStored(Attempt attempt, TestResult result) implements RunEvent {}

    /**
     * An attempt has ended.
     *
     * @param attempt the attempt
     * @param outcome how
     * @param standing final, or superseded by a rerun to come
     */
    record AttemptFinished(Attempt attempt, TestOutcome outcome, Standing standing)
            implements RunEvent {}

    /**
     * A test has its verdict.
     *
     * @param verdict the verdict
     */
    record TestFinished(TestVerdict verdict) implements RunEvent {}

    /**
     * Something went wrong beside the tests.
     *
     * @param problem what
     */
    record ProblemMet(Problem problem) implements RunEvent {}

    /** The deadline of the run has come: it is cancelled. */
    record DeadlineReached() implements RunEvent {}

    /**
     * The run has ended; all systems are released, all sinks closed.
     *
     * @param summary what is left
     */
    record RunFinished(RunSummary summary) implements RunEvent {}
}

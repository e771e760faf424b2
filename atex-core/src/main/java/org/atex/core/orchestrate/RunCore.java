package org.atex.core.orchestrate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.atex.core.AtexException;
import org.atex.core.journal.JournalEntry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all parts of a run share: its lock, the scheduler that decides under it, the journal,
 * listeners, and what has gone wrong.
 */
final class RunCore {

    private static final Logger log = LoggerFactory.getLogger(Orchestrator.class);

    final Limits limits;
    final Scheduler scheduler;
    final RunLog journal;
    private final List<RunListener> listeners;
    private final List<Problem> problems = new ArrayList<>();
    private final RunLock<Request> lock;
    private final Runnable afterChange;
    private boolean changed;

    /** Whether a policy is asked at the moment: it must not lose the queue under its hands. */
    private boolean asking;

    private @Nullable String endReason;

    /**
     * Makes one.
     *
     * @param server deals with requests, under the lock
     * @param afterChange acts on whatever has changed, under the lock
     */
    RunCore(Run.Setup setup, Consumer<List<Request>> server, Runnable afterChange) {
        this.limits = setup.limits();
        this.scheduler = setup.scheduler();
        this.journal = setup.journal();
        this.listeners = setup.listeners();
        this.lock = new RunLock<>(server, this::actOnChanges);
        this.afterChange = afterChange;
        setup.past().ifPresent(past -> problems.addAll(past.problems()));
    }

    // ---- from any thread

    boolean decidesOnThisThread() {
        return lock.heldByThisThread();
    }

    void locked(Runnable action) {
        lock.locked(action);
    }

    <T> T call(Supplier<T> action) {
        return lock.call(action);
    }

    /** Changes what the scheduler knows; what follows from it is done before the lock is free. */
    void change(Runnable action) {
        lock.locked(
                () -> {
                    changed = true;
                    action.run();
                });
    }

    /** Has a request served, and waits for that. */
    void ask(Request request) {
        lock.ask(request);
    }

    /** Has a request served before all that come later. */
    void post(Request request) {
        lock.post(request);
    }

    boolean ending() {
        return call(scheduler::ending);
    }

    /** Tells listeners of something that changes nothing in the run. */
    void announce(RunEvent event) {
        locked(() -> tell(event));
    }

    /** As {@link #announce}, where the event is not worth to be made if nobody listens. */
    void announce(Supplier<RunEvent> event) {
        if (!listeners.isEmpty()) {
            announce(event.get());
        }
    }

    /** The runner itself cannot go on (ERR-04). */
    void broke(String where, Throwable why) {
        boolean says = why instanceof IOException && why.getMessage() != null;
        String what = says ? why.getMessage() : why.toString();
        fail(new AtexException(where + ": the runner cannot go on: " + what, why));
    }

    /** Ends the run because of an error; the first one counts. */
    void fail(AtexException why) {
        change(
                () -> {
                    if (scheduler.failure().isEmpty()) {
                        log.error("the run ends: {}", why.getMessage());
                    }
                    scheduler.fail(why);
                });
    }

    void problem(Problem problem) {
        log.warn("{}", problem);
        locked(
                () -> {
                    problems.add(problem);
                    journal.write(new JournalEntry.ProblemMet(problem.where(), problem.what()));
                    tell(new RunEvent.ProblemMet(problem));
                });
    }

    // ---- under the lock

    void changed() {
        changed = true;
    }

    List<Problem> problems() {
        return problems;
    }

    void tell(RunEvent event) {
        for (RunListener listener : listeners) {
            guarded(
                    () -> {
                        listener.on(event);
                        return true;
                    },
                    false);
        }
    }

    /** Runs code of the user; what it throws ends the run (ORC-24). */
    <T> T guarded(Supplier<T> code, T otherwise) {
        try {
            return code.get();
        } catch (RuntimeException | Error e) {
            fail(Scheduler.ledAstray(e));
            return otherwise;
        }
    }

    /** As {@link #guarded}, for decisions that ask policies. */
    <T> T decided(Supplier<T> decision, T otherwise) {
        return guarded(() -> asking(decision), otherwise);
    }

    private <T> T asking(Supplier<T> decision) {
        asking = true;
        try {
            return decision.get();
        } finally {
            asking = false;
        }
    }

    /** No test starts any more; if a policy wants it, from when it has answered. */
    void end(String reason) {
        if (asking) {
            endReason = reason;
            changed = true;
        } else {
            scheduler.end(reason);
        }
    }

    private void actOnChanges() {
        while (changed) {
            changed = false;
            if (endReason != null) {
                scheduler.end(endReason);
                endReason = null;
            }
            afterChange.run();
        }
    }
}

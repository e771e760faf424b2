package org.atex.core.orchestrate;

/**
 * Hears of everything that changes a run; for progress displays and metrics. Called from worker
 * threads, never two at a time for one run, and must be quick. What it throws ends the run
 * (ORC-24).
 */
@FunctionalInterface
public interface RunListener {

    /** Takes one event; look at its type. */
    void on(RunEvent event);
}

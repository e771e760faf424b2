package org.atex.examples.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.atex.core.orchestrate.Orchestrator;

/**
 * What becomes of a run on Ctrl-C and its like: the first time it is cancelled, keeps what it has
 * and gives back its systems; the second time nobody waits for that any more. Where the process was
 * started with such a signal ignored it stays so.
 */
final class StopSignals implements AutoCloseable {

    private final Orchestrator run;
    private final List<OsSignal> listening = new ArrayList<>();
    private OptionalInt exitCode = OptionalInt.empty();

    private StopSignals(Orchestrator run) {
        this.run = run;
    }

    /** Listens until it is closed. */
    static StopSignals stopping(Orchestrator run) {
        StopSignals signals = new StopSignals(run);
        for (String name : List.of("INT", "TERM", "HUP")) {
            OsSignal.on(name, signals::caught).ifPresent(signals.listening::add);
        }
        return signals;
    }

    /** Called by a thread of its own for each signal. */
    private void caught(int number) {
        if (isFirst(number)) {
            run.close();
        } else {
            run.abandon();
            System.err.println(
                    "atex: nobody waits any more; --resume gives back what is still held");
            System.exit(128 + number);
        }
    }

    private synchronized boolean isFirst(int number) {
        boolean first = exitCode.isEmpty();
        if (first) {
            exitCode = OptionalInt.of(128 + number);
        }
        return first;
    }

    /** What the process has to end with, if there was a signal: what shells expect. */
    synchronized OptionalInt exitCode() {
        return exitCode;
    }

    @Override
    public void close() {
        listening.forEach(OsSignal::close);
    }
}

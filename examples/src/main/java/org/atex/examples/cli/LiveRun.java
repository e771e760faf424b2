package org.atex.examples.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.atex.core.learn.Durations;
import org.atex.core.learn.Expectation;
import org.atex.core.learn.Expectation.Source;
import org.atex.core.orchestrate.RunEvent;
import org.atex.core.orchestrate.RunEvent.AttemptAttached;
import org.atex.core.orchestrate.RunEvent.AttemptFinished;
import org.atex.core.orchestrate.RunEvent.AttemptStarted;
import org.atex.core.orchestrate.RunEvent.ResultStored;
import org.atex.core.orchestrate.RunEvent.RunResumed;
import org.atex.core.orchestrate.RunEvent.RunStarted;
import org.atex.core.orchestrate.RunEvent.SystemAdopted;
import org.atex.core.orchestrate.RunEvent.SystemHeld;
import org.atex.core.orchestrate.RunEvent.SystemPrepared;
import org.atex.core.orchestrate.RunEvent.SystemPreparing;
import org.atex.core.orchestrate.RunEvent.SystemReleased;
import org.atex.core.orchestrate.RunEvent.SystemReserved;
import org.atex.core.orchestrate.RunEvent.SystemReserving;
import org.atex.core.orchestrate.RunEvent.TestFinished;
import org.atex.core.orchestrate.RunEvent.TestStarted;
import org.atex.core.test.Attempt;
import org.atex.core.test.TestRun;

/**
 * What a run is doing at this moment: a line for each system, with how long its test runs and is
 * expected to run, and one for all. For one thread at a time.
 */
final class LiveRun {

    private final Durations durations;
    private final LongSupplier nanos;
    private final Map<String, Row> systems = new LinkedHashMap<>();
    private final Set<Long> attached = new HashSet<>();
    private final RunForecast forecast;

    /**
     * Makes one.
     *
     * @param durations of earlier runs
     * @param nanos the time, as of {@link System#nanoTime}
     */
    LiveRun(Durations durations, LongSupplier nanos) {
        this.durations = durations;
        this.nanos = nanos;
        this.forecast = new RunForecast(durations);
    }

    /** What a system does: a test, or what the text says. */
    private record Row(String text, long since, List<TestRun> test, int results) {

        static Row doing(String text) {
            return new Row(text, 0, List.of(), 0);
        }

        static Row running(TestRun test, long since) {
            return new Row(test.name(), since, List.of(test), 0);
        }

        boolean runs() {
            return !test.isEmpty();
        }
    }

    void tell(RunEvent event) {
        if (event instanceof RunStarted started) {
            forecast.waiting(started.tests());
        } else if (event instanceof RunResumed resumed) {
            forecast.waiting(resumed.tests());
            resumed.verdicts().forEach(forecast::finishedBefore);
        } else if (event instanceof TestFinished finished) {
            forecast.finished(finished.verdict());
        } else if (!tellOfAttempt(event)) {
            tellOfSystem(event);
        }
    }

    private boolean tellOfAttempt(RunEvent event) {
        if (event instanceof AttemptStarted started) {
            begun(started.attempt());
        } else if (event instanceof AttemptAttached again) {
            attached.add(again.attempt().number());
            begun(again.attempt());
        } else if (event instanceof TestStarted started) {
            begun(started.attempt());
        } else if (event instanceof ResultStored stored) {
            systems.computeIfPresent(
                    stored.attempt().system(),
                    (name, row) -> new Row(row.text, row.since, row.test, row.results + 1));
        } else if (event instanceof AttemptFinished ended) {
            finished(ended.attempt());
        } else {
            return false;
        }
        return true;
    }

    /** The system of an attempt that was attached to has another name by now, and its own line. */
    private void finished(Attempt attempt) {
        if (attached.remove(attempt.number())) {
            systems.remove(attempt.system());
        } else {
            systems.put(attempt.system(), Row.doing("is free"));
        }
    }

    /** The time of a test begins anew when its preparation is over. */
    private void begun(Attempt attempt) {
        systems.put(attempt.system(), Row.running(attempt.test(), nanos.getAsLong()));
    }

    private void tellOfSystem(RunEvent event) {
        if (event instanceof SystemReserving reserving) {
            systems.put(reserving.system(), Row.doing("is being reserved"));
        } else if (event instanceof SystemReserved reserved) {
            systems.put(reserved.system(), Row.doing("is ready"));
        } else if (event instanceof SystemAdopted adopted) {
            systems.put(adopted.system(), Row.doing("is taken over"));
        } else if (event instanceof SystemPreparing preparing) {
            systems.put(preparing.system(), Row.doing("is being prepared"));
        } else if (event instanceof SystemPrepared prepared) {
            systems.put(prepared.system(), Row.doing("is prepared"));
        } else if (event instanceof SystemHeld held) {
            systems.put(held.system(), Row.doing("is held: " + held.loginCommand()));
        } else if (event instanceof SystemReleased released) {
            systems.remove(released.system());
        }
    }

    /** Whether a test runs, and so what is shown changes by itself. */
    boolean running() {
        return systems.values().stream().anyMatch(Row::runs);
    }

    /**
     * What to show.
     *
     * @param most lines there is room for
     */
    List<String> lines(int most) {
        List<String> lines = new ArrayList<>();
        int shown = systems.size() < most ? systems.size() : Math.max(0, most - 2);
        systems.entrySet().stream()
                .limit(shown)
                .map(system -> line(system.getKey(), system.getValue()))
                .forEach(lines::add);
        if (shown < systems.size()) {
            lines.add("and %d more systems".formatted(systems.size() - shown));
        }
        lines.add(forecast.line(systems.size(), elapsedOfRunning()));
        return lines;
    }

    private Map<TestRun, Duration> elapsedOfRunning() {
        Map<TestRun, Duration> elapsed = new LinkedHashMap<>();
        systems.values().stream()
                .filter(Row::runs)
                .forEach(row -> elapsed.put(row.test.get(0), elapsed(row)));
        return elapsed;
    }

    private Duration elapsed(Row row) {
        return Duration.ofNanos(nanos.getAsLong() - row.since);
    }

    private String line(String system, Row row) {
        return Visible.of(row.runs() ? runningLine(system, row) : system + "  " + row.text);
    }

    private String runningLine(String system, Row row) {
        String results = row.results == 0 ? "" : row.results == 1 ? ", 1 result" : ", %d results";
        return "%s  %s%s  %s"
                .formatted(
                        system,
                        Spans.clock(elapsed(row)),
                        expected(row.test.get(0)),
                        row.text + results.formatted(row.results));
    }

    private String expected(TestRun test) {
        Expectation expected = durations.of(test);
        if (expected.source() == Source.LIMIT) {
            return " limit " + Spans.clock(test.timeLimit());
        }
        boolean known = expected.source() != Source.NOTHING;
        return known ? " of about " + Spans.clock(expected.took()) : "";
    }
}

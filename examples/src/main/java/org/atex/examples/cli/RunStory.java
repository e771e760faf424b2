package org.atex.examples.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.atex.core.orchestrate.RunEvent;
import org.atex.core.orchestrate.RunEvent.AttemptFinished;
import org.atex.core.orchestrate.RunEvent.AttemptStarted;
import org.atex.core.orchestrate.RunEvent.ProblemMet;
import org.atex.core.orchestrate.RunEvent.ResultStored;
import org.atex.core.orchestrate.RunEvent.RunStarted;
import org.atex.core.orchestrate.RunEvent.SetupFailed;
import org.atex.core.orchestrate.RunEvent.SystemPreparing;
import org.atex.core.orchestrate.RunEvent.SystemReleased;
import org.atex.core.orchestrate.RunEvent.SystemReserved;
import org.atex.core.orchestrate.RunEvent.SystemReserving;
import org.atex.core.orchestrate.RunEvent.TestFinished;
import org.atex.core.result.SinkEvent.Standing;
import org.atex.core.result.TestOutcome;
import org.atex.core.test.Attempt;

/** What there is to say of a run: a line for what has happened, and one for each system. */
final class RunStory {

    private final Map<String, String> systems = new LinkedHashMap<>();
    private final Map<Long, Integer> results = new LinkedHashMap<>();
    private List<String> lines = new ArrayList<>();
    private int tests;
    private int finished;

    void tell(RunEvent event) {
        if (event instanceof RunStarted started) {
            tests = started.tests().size();
        } else if (event instanceof AttemptStarted started) {
            begun(started.attempt());
        } else if (event instanceof ResultStored stored) {
            running(stored.attempt(), results.merge(stored.attempt().number(), 1, Integer::sum));
        } else if (event instanceof AttemptFinished ended) {
            ended(ended);
        } else if (event instanceof TestFinished) {
            finished++;
        } else if (event instanceof ProblemMet met) {
            line("problem", met.problem().toString());
        } else {
            tellOfSystem(event);
        }
    }

    private void tellOfSystem(RunEvent event) {
        if (event instanceof SystemReserving reserving) {
            systems.put(reserving.system(), "is being reserved");
        } else if (event instanceof SystemReserved reserved) {
            systems.put(reserved.system(), "is ready");
            line("system", "%s is at %s".formatted(reserved.system(), reserved.address()));
        } else if (event instanceof SystemPreparing preparing) {
            systems.put(preparing.system(), "is being prepared");
        } else if (event instanceof SetupFailed failed) {
            line("no system", failed.system() + ": " + failed.why());
        } else if (event instanceof SystemReleased released) {
            systems.remove(released.system());
        }
    }

    private void begun(Attempt attempt) {
        results.put(attempt.number(), 0);
        running(attempt, 0);
        line("run", attempt.toString());
    }

    private void running(Attempt attempt, int reported) {
        String more = reported == 0 ? "" : reported == 1 ? ", 1 result" : ", %d results";
        systems.put(attempt.system(), attempt.test().name() + more.formatted(reported));
    }

    private void ended(AttemptFinished ended) {
        Attempt attempt = ended.attempt();
        results.remove(attempt.number());
        systems.put(attempt.system(), "is free");
        TestOutcome outcome = ended.outcome();
        String how = outcome.passed() ? "" : ": " + outcome;
        String again = ended.standing() == Standing.SUPERSEDED ? "; it runs again" : "";
        line(
                outcome.passed() ? "pass" : "FAIL",
                "%s (%s)%s%s".formatted(attempt, seconds(outcome), how, again));
    }

    private static String seconds(TestOutcome outcome) {
        return String.format(Locale.ROOT, "%.1f s", outcome.took().toMillis() / 1000.0);
    }

    private void line(String word, String text) {
        lines.add("%-9s %s".formatted(word, Visible.of(text)));
    }

    /** The lines that have come since the last time. */
    List<String> takeLines() {
        List<String> taken = lines;
        lines = new ArrayList<>();
        return taken;
    }

    /** One line for each system that is held, and the count of tests below. */
    Collection<String> systems() {
        List<String> all = new ArrayList<>();
        systems.forEach((name, doing) -> all.add(Visible.of(name + "  " + doing)));
        all.add("%d of %d tests are finished".formatted(finished, tests));
        return all;
    }
}

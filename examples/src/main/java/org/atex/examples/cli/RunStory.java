package org.atex.examples.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.atex.core.orchestrate.RunEvent;
import org.atex.core.orchestrate.RunEvent.AttemptAttached;
import org.atex.core.orchestrate.RunEvent.AttemptFinished;
import org.atex.core.orchestrate.RunEvent.AttemptStarted;
import org.atex.core.orchestrate.RunEvent.DeadlineReached;
import org.atex.core.orchestrate.RunEvent.FactoryPutAside;
import org.atex.core.orchestrate.RunEvent.ProblemMet;
import org.atex.core.orchestrate.RunEvent.RunResumed;
import org.atex.core.orchestrate.RunEvent.SetupFailed;
import org.atex.core.orchestrate.RunEvent.SystemAdopted;
import org.atex.core.orchestrate.RunEvent.SystemHeld;
import org.atex.core.orchestrate.RunEvent.SystemNotReleased;
import org.atex.core.orchestrate.RunEvent.SystemReserved;
import org.atex.core.result.SinkEvent.Standing;
import org.atex.core.result.TestOutcome;
import org.atex.core.test.Attempt;

/** What has happened in a run: a line for each event that people want to know of. */
final class RunStory {

    private List<String> lines = new ArrayList<>();

    void tell(RunEvent event) {
        if (event instanceof AttemptStarted started) {
            line("run", started.attempt().toString());
        } else if (event instanceof AttemptAttached attached) {
            line("goes on", attached.attempt().toString());
        } else if (event instanceof AttemptFinished ended) {
            ended(ended);
        } else if (event instanceof ProblemMet met) {
            line("problem", met.problem().toString());
        } else if (event instanceof RunResumed resumed) {
            int finished = resumed.verdicts().size();
            line(
                    "resumed",
                    "%d of %d tests were finished"
                            .formatted(finished, finished + resumed.tests().size()));
        } else if (event instanceof DeadlineReached) {
            line("deadline", "the run has taken as long as it may, and is cancelled");
        } else {
            tellOfSystem(event);
        }
    }

    private void tellOfSystem(RunEvent event) {
        if (event instanceof SystemReserved reserved) {
            line("system", "%s is at %s".formatted(reserved.system(), reserved.address()));
        } else if (event instanceof SystemAdopted adopted) {
            line("system", "%s is taken over, %s".formatted(adopted.system(), adopted.address()));
        } else if (event instanceof SetupFailed failed) {
            line("no system", failed.system() + ": " + failed.why());
        } else if (event instanceof FactoryPutAside aside) {
            line("put aside", aside.factory() + ": " + aside.why());
        } else if (event instanceof SystemNotReleased kept) {
            line("not freed", kept.system() + ": " + kept.why());
        } else if (event instanceof SystemHeld held) {
            line(
                    "held",
                    "%s for %s, after %s: %s"
                            .formatted(
                                    held.system(),
                                    Spans.clock(held.atMost()),
                                    held.attempt().test().name(),
                                    held.loginCommand()));
        }
    }

    private void ended(AttemptFinished ended) {
        Attempt attempt = ended.attempt();
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
}

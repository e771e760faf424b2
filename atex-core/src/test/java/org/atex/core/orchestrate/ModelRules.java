package org.atex.core.orchestrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.atex.core.journal.JournalEntry;
import org.atex.core.journal.JournalEntry.AttemptAttached;
import org.atex.core.journal.JournalEntry.AttemptBegan;
import org.atex.core.journal.JournalEntry.AttemptEnded;
import org.atex.core.journal.JournalEntry.Next;
import org.atex.core.journal.JournalEntry.RunResumed;
import org.atex.core.journal.JournalEntry.TestConcluded;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestOutcome.End;
import org.atex.core.result.Verdict;
import org.atex.core.test.Attempt;
import org.atex.core.test.Platform;
import org.jspecify.annotations.Nullable;

/**
 * What must hold for the tests in a whole journal, whatever happened and however many processes
 * were at work on the run. Reads the entries themselves, not what production code makes of them.
 */
final class ModelRules {

    /** What has become of a test so far. */
    private static final class Fate {
        private int tries;
        private int reruns;
        private int infraReruns;
        private String failedOn = "";
        private @Nullable String platform;

        /** In a process that is alive; one that died may have left an attempt. */
        private boolean runs;

        private boolean refused;
        private boolean over;
        private @Nullable TestOutcome last;
        private @Nullable TestConcluded concluded;
    }

    private final ModelSettings settings;
    private final ModelSystems systems;
    private final Map<Integer, Fate> tests = new HashMap<>();
    private final Map<Long, AttemptBegan> running = new HashMap<>();
    private final List<AttemptBegan> givenUpEarly = new ArrayList<>();
    private int reruns;

    ModelRules(ModelSettings settings) {
        this.settings = settings;
        this.systems = new ModelSystems(settings.policies().maxFailedSetups());
    }

    void add(JournalEntry entry) {
        if (entry instanceof AttemptBegan began) {
            began(began);
        } else if (entry instanceof RunResumed) {
            tests.values().forEach(fate -> fate.runs = false);
            systems.add(entry);
        } else if (entry instanceof AttemptAttached attached) {
            AttemptBegan began = running.get(attached.attempt());
            fate(began.test()).runs = true;
            systems.goesOn(began.system());
        } else if (entry instanceof AttemptEnded ended) {
            AttemptBegan began = running.remove(ended.attempt());
            ended(began, ended, fate(began.test()));
        } else if (entry instanceof TestConcluded concluded) {
            concluded(concluded, fate(concluded.test()));
        } else {
            systems.add(entry);
        }
    }

    private Fate fate(int test) {
        return tests.computeIfAbsent(test, place -> new Fate());
    }

    private void began(AttemptBegan began) {
        Fate fate = fate(began.test());
        assertThat(fate.over).as("%s: its test is over", began).isFalse();
        assertThat(running.values())
                .as("%s: its test runs already", began)
                .noneMatch(other -> other.test() == began.test());
        assertThat(began.tryNumber()).as("%s", began).isEqualTo(++fate.tries);
        if (!settings.policies().rerun().sameSystemWillDo()) {
            assertThat(systems.id(began.system()))
                    .as("%s: it failed there", began)
                    .isNotEqualTo(fate.failedOn);
        }
        if (!settings.tests().get(began.test()).target().hasName() && fate.platform != null) {
            assertThat(began.platform()).as("%s: its platform", began).isEqualTo(fate.platform);
        }
        fate.platform = began.platform();
        fate.runs = true;
        systems.takes(began.system());
        running.put(began.attempt(), began);
    }

    private void ended(AttemptBegan began, AttemptEnded ended, Fate fate) {
        fate.runs = false;
        Next next = ended.next();
        if (next == Next.REFUSED) {
            fate.refused = true;
            systems.free(began.system());
            return;
        }
        if (destroys(began, ended.outcome())) {
            systems.unfit(began.system());
        }
        systems.free(began.system());
        if (next == Next.AGAIN) {
            return;
        }
        fate.last = ended.outcome();
        fate.over = next == Next.NOTHING;
        if (fate.over && mayRunAgain(ended.outcome(), fate)) {
            givenUpEarly.add(began);
        }
        if (next == Next.RERUN) {
            fate.failedOn = systems.id(began.system());
            assertThat(++fate.reruns).as("%s", began).isLessThanOrEqualTo(settings.reruns());
            assertThat(++reruns).as("in the run").isLessThanOrEqualTo(settings.rerunsInRun());
        } else if (next == Next.INFRA_RERUN) {
            assertThat(++fate.infraReruns)
                    .as("%s, infrastructure", began)
                    .isLessThanOrEqualTo(settings.policies().maxInfraReruns());
        }
    }

    /** Whether a budget is left; attempts that ended with their runner eat none (AGG-15). */
    private boolean mayRunAgain(TestOutcome outcome, Fate fate) {
        if (outcome.end() == End.CANCELLED || outcome.exitedWith(0)) {
            return false;
        }
        return outcome.end() == End.SYSTEM_LOST
                ? fate.infraReruns < settings.policies().maxInfraReruns()
                : fate.reruns < settings.reruns() && reruns < settings.rerunsInRun();
    }

    private boolean destroys(AttemptBegan began, TestOutcome outcome) {
        Attempt attempt =
                new Attempt(
                        began.attempt(),
                        settings.tests().get(began.test()),
                        began.tryNumber(),
                        began.system(),
                        Platform.any(),
                        Path.of("x"));
        return outcome.end() != End.EXITED
                || settings.policies().destructive().destructive(attempt, outcome);
    }

    private void concluded(TestConcluded how, Fate fate) {
        assertThat(fate.concluded).as("%s: it had a verdict", how).isNull();
        assertThat(fate.runs).as("%s: it runs", how).isFalse();
        fate.concluded = how;
        TestOutcome last = fate.last;
        if (how.verdict() == Verdict.NOT_RUN) {
            assertThat(fate.over).as("%s: it has run", how).isFalse();
            assertThat(last == null || fate.refused).as("%s: it has run before", how).isTrue();
        } else {
            assertThat(last).as("%s: it has never run", how).isNotNull();
            assertThat(how.verdict()).as("%s", how).isEqualTo(verdict(last, fate.reruns > 0));
        }
        assertThat(how.reason().isEmpty()).as("%s: its reason", how).isEqualTo(fate.over);
        fate.over = true;
    }

    private static Verdict verdict(TestOutcome last, boolean failedBefore) {
        return switch (last.end()) {
            case EXITED ->
                    !last.exitedWith(0)
                            ? Verdict.FAILED
                            : failedBefore ? Verdict.FLAKY : Verdict.PASSED;
            case TIMED_OUT -> Verdict.TIMED_OUT;
            case PROTOCOL_ERROR -> Verdict.FAILED;
            case SETUP_FAILED, SYSTEM_LOST -> Verdict.INFRA;
            case CANCELLED -> Verdict.CANCELLED;
        };
    }

    /** Checks a run that is over. */
    void checkEnd() {
        for (int i = 0; i < settings.tests().size(); i++) {
            assertThat(fate(i).concluded).as("verdict of test %d", i).isNotNull();
        }
        assertThat(running).as("attempts without an end").isEmpty();
        systems.checkEnd();
    }

    /** Checks a run that nobody ended early: what could be served was, as often as it may be. */
    void checkServed() {
        assertThat(givenUpEarly).as("not run again, although they may").isEmpty();
        Set<Integer> notRun = new HashSet<>();
        tests.forEach(
                (test, fate) -> {
                    if (!fate.refused && !fate.concluded.reason().isEmpty()) {
                        notRun.add(test);
                    }
                });
        assertThat(notRun)
                .as("not run, although there are systems")
                .noneMatch(test -> settings.canAlwaysServe(settings.tests().get(test)));
    }
}

package org.atex.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atex.core.journal.JournalEntry.AttemptBegan;
import org.atex.core.journal.JournalEntry.AttemptEnded;
import org.atex.core.journal.JournalEntry.EventsNumbered;
import org.atex.core.journal.JournalEntry.Next;
import org.atex.core.journal.JournalEntry.Numbered;
import org.atex.core.journal.JournalEntry.RunBegan;
import org.atex.core.journal.JournalEntry.RunEnded;
import org.atex.core.journal.JournalEntry.RunResumed;
import org.atex.core.journal.JournalEntry.SystemAdopted;
import org.atex.core.journal.JournalEntry.SystemReleased;
import org.atex.core.journal.JournalEntry.SystemReserved;
import org.atex.core.journal.JournalEntry.SystemReserving;
import org.atex.core.journal.JournalEntry.TestConcluded;
import org.atex.core.journal.JournalEntry.TestListed;
import org.atex.core.journal.JournalEntry.TestStarted;
import org.atex.core.result.Status;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.Verdict;
import org.atex.core.test.Platform;
import org.junit.jupiter.api.Test;

class RunHistoryTest {

    private static final Instant START = Instant.parse("2026-11-25T04:30:00Z");
    private static final TestOutcome PASSED =
            TestOutcome.exited(0, Optional.of(Status.PASS), Duration.ofSeconds(7));

    private final List<JournalLine> lines = new ArrayList<>();

    private RunHistoryTest after(int second, JournalEntry entry) {
        lines.add(new JournalLine(lines.size() + 1, START.plusSeconds(second), entry));
        return this;
    }

    private RunHistoryTest began() {
        return after(0, new RunBegan("7f2c", "abc", 2, Map.of()))
                .after(0, new TestListed(0, "/a", "rhel-9", Duration.ofMinutes(1)))
                .after(0, new TestListed(1, "/b", "", Duration.ofMinutes(2)));
    }

    private RunHistoryTest reserved(String system) {
        return after(1, new SystemReserving(system, Platform.named("rhel-9"), 3, Map.of()))
                .after(2, new SystemReserved(system, "there", Map.of("id", system)));
    }

    @Test
    void attemptsSayWhatDurationsAreLearnedFrom() {
        began().reserved("one")
                .after(3, new AttemptBegan(1, 0, 1, "one", "rhel-9"))
                .after(4, new TestStarted(1))
                .after(11, new AttemptEnded(1, PASSED, Next.NOTHING, 1))
                .after(11, new TestConcluded(0, Verdict.PASSED, ""));

        RunHistory history = RunHistory.of(lines.iterator());

        assertThat(history.attempts())
                .singleElement()
                .satisfies(
                        attempt -> {
                            assertThat(attempt.test().name()).isEqualTo("/a");
                            assertThat(attempt.platform()).isEqualTo("rhel-9");
                            assertThat(attempt.tryNumber()).isEqualTo(1);
                            assertThat(attempt.beganAt()).isEqualTo(START.plusSeconds(3));
                            assertThat(attempt.startedAt()).contains(START.plusSeconds(4));
                            assertThat(attempt.endedAt()).contains(START.plusSeconds(11));
                            assertThat(attempt.outcome()).contains(PASSED);
                            assertThat(attempt.test().verdict()).contains(Verdict.PASSED);
                        });
        assertThat(history.tests().get(1).verdict()).isEmpty();
        assertThat(history.ended()).isEmpty();
        assertThat(history.took()).isEqualTo(Duration.ofSeconds(11));
    }

    @Test
    void aRunInProgressIsBroughtUpToDate() {
        began().reserved("one").after(3, new AttemptBegan(1, 0, 1, "one", "rhel-9"));
        RunHistory history = RunHistory.of(lines.iterator());
        SystemHistory one = history.systems().iterator().next();
        assertThat(history.runningOn(one)).map(AttemptHistory::number).contains(1L);

        int seen = lines.size();
        after(9, new AttemptEnded(1, PASSED, Next.NOTHING, 1)).after(9, new SystemReleased("one"));
        history.addAll(lines.listIterator(seen));

        assertThat(history.runningOn(one)).isEmpty();
        assertThat(one.held()).isFalse();
        assertThat(one.factory()).isEqualTo(3);
    }

    @Test
    void anAdoptedSystemTakesItsAttemptAlong() {
        began().reserved("one")
                .after(3, new AttemptBegan(1, 0, 1, "one", "rhel-9"))
                .after(50, new RunResumed())
                .after(51, new SystemAdopted("two", "one", "there", Map.of("id", "2")));

        RunHistory history = RunHistory.of(lines.iterator());

        SystemHistory two =
                history.systems().stream().filter(SystemHistory::held).findFirst().orElseThrow();
        assertThat(two.name()).isEqualTo("two");
        assertThat(two.platform()).isEqualTo(Platform.named("rhel-9"));
        assertThat(two.handle()).containsEntry("id", "2");
        assertThat(history.runningOn(two)).map(AttemptHistory::systemNow).contains("two");
        assertThat(history.runningOn(two)).map(AttemptHistory::system).contains("one");
    }

    @Test
    void timeWithoutAProcessDoesNotCount() {
        began().after(10, new TestConcluded(0, Verdict.NOT_RUN, "why"))
                .after(1000, new RunResumed())
                .after(1005, new RunEnded(Duration.ofSeconds(15), Optional.empty()));

        RunHistory history = RunHistory.of(lines.iterator());

        assertThat(history.took()).isEqualTo(Duration.ofSeconds(15));
        assertThat(history.ended()).map(RunEnded::took).contains(Duration.ofSeconds(15));
        assertThat(history.tests().get(0).reason()).isEqualTo("why");
    }

    @Test
    void numberedEventsAreCountedByAttempt() { // AGG-15
        began().reserved("one")
                .after(3, new AttemptBegan(1, 0, 1, "one", ""))
                .after(3, new AttemptBegan(2, 1, 1, "one", ""))
                .after(4, new EventsNumbered(0, List.of(new Numbered(1, 2), new Numbered(2, 1))))
                .after(5, new EventsNumbered(3, List.of(new Numbered(1, 1))));

        RunHistory history = RunHistory.of(lines.iterator());

        assertThat(history.delivered()).isEqualTo(3);
        assertThat(history.numbered())
                .containsExactly(new Numbered(1, 2), new Numbered(2, 1), new Numbered(1, 1));
        assertThat(history.attempts())
                .extracting(AttemptHistory::numberedEvents)
                .containsExactly(3, 1);
    }

    @Test
    void whatNamesNothingThatIsThereIsRefused() {
        List<JournalEntry> wrong =
                List.of(
                        new TestListed(7, "/x", "", Duration.ZERO),
                        new TestConcluded(2, Verdict.PASSED, ""),
                        new SystemReleased("nobody"),
                        new AttemptBegan(1, 9, 1, "one", ""),
                        new AttemptEnded(5, PASSED, Next.NOTHING, 1),
                        new EventsNumbered(0, List.of(new Numbered(5, 1))));
        for (JournalEntry entry : wrong) {
            lines.clear();
            began().after(1, entry);

            assertThatThrownBy(() -> RunHistory.of(lines.iterator()))
                    .as("%s", entry)
                    .isInstanceOf(JournalException.class);
        }
    }
}

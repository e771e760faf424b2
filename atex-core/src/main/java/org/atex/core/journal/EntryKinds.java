package org.atex.core.journal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.atex.core.journal.JournalEntry.ArtifactsKept;
import org.atex.core.journal.JournalEntry.AttemptAttached;
import org.atex.core.journal.JournalEntry.AttemptBegan;
import org.atex.core.journal.JournalEntry.AttemptEnded;
import org.atex.core.journal.JournalEntry.EventsNumbered;
import org.atex.core.journal.JournalEntry.Next;
import org.atex.core.journal.JournalEntry.Numbered;
import org.atex.core.journal.JournalEntry.ProblemMet;
import org.atex.core.journal.JournalEntry.RunBegan;
import org.atex.core.journal.JournalEntry.RunEnded;
import org.atex.core.journal.JournalEntry.RunResumed;
import org.atex.core.journal.JournalEntry.SetupFailed;
import org.atex.core.journal.JournalEntry.SystemAdopted;
import org.atex.core.journal.JournalEntry.SystemHeld;
import org.atex.core.journal.JournalEntry.SystemPrepared;
import org.atex.core.journal.JournalEntry.SystemPreparing;
import org.atex.core.journal.JournalEntry.SystemReleased;
import org.atex.core.journal.JournalEntry.SystemReserved;
import org.atex.core.journal.JournalEntry.SystemReserving;
import org.atex.core.journal.JournalEntry.TestConcluded;
import org.atex.core.journal.JournalEntry.TestListed;
import org.atex.core.journal.JournalEntry.TestStarted;
import org.atex.core.result.Verdict;
import org.atex.core.test.Platform;

/** How each type of entries stands in a line: the format of the journal, version 1. */
final class EntryKinds {

    static final long VERSION = 1;

    private static final List<EntryKind<?>> ALL =
            List.of(
                    new EntryKind<>(
                            "run-began",
                            RunBegan.class,
                            (entry, line) ->
                                    line.number("version", VERSION)
                                            .text("run", entry.run())
                                            .text("fingerprint", entry.fingerprint())
                                            .number("tests", entry.tests())
                                            .texts("facts", entry.facts()),
                            EntryKinds::runBegan),
                    new EntryKind<>(
                            "test",
                            TestListed.class,
                            (entry, line) ->
                                    line.number("test", entry.test())
                                            .text("name", entry.name())
                                            .text("target", entry.target())
                                            .duration("limit", entry.timeLimit()),
                            in ->
                                    new TestListed(
                                            in.count("test"),
                                            in.text("name"),
                                            in.text("target"),
                                            in.duration("limit"))),
                    new EntryKind<>(
                            "run-resumed",
                            RunResumed.class,
                            (entry, line) -> {},
                            in -> new RunResumed()),
                    new EntryKind<>(
                            "system-reserving",
                            SystemReserving.class,
                            (entry, line) ->
                                    line.text("system", entry.system())
                                            .text("platform", entry.platform().name())
                                            .texts("dimensions", entry.platform().dimensions())
                                            .number("factory", entry.factory())
                                            .texts("handle", entry.handle()),
                            in ->
                                    new SystemReserving(
                                            in.text("system"),
                                            new Platform(
                                                    in.text("platform"), in.texts("dimensions")),
                                            in.count("factory"),
                                            in.texts("handle"))),
                    new EntryKind<>(
                            "system-reserved",
                            SystemReserved.class,
                            (entry, line) ->
                                    line.text("system", entry.system())
                                            .text("address", entry.address())
                                            .texts("handle", entry.handle()),
                            in ->
                                    new SystemReserved(
                                            in.text("system"),
                                            in.text("address"),
                                            in.texts("handle"))),
                    new EntryKind<>(
                            "system-adopted",
                            SystemAdopted.class,
                            (entry, line) ->
                                    line.text("system", entry.system())
                                            .text("was", entry.was())
                                            .text("address", entry.address())
                                            .texts("handle", entry.handle()),
                            in ->
                                    new SystemAdopted(
                                            in.text("system"),
                                            in.text("was"),
                                            in.text("address"),
                                            in.texts("handle"))),
                    new EntryKind<>(
                            "system-preparing",
                            SystemPreparing.class,
                            (entry, line) -> line.text("system", entry.system()),
                            in -> new SystemPreparing(in.text("system"))),
                    new EntryKind<>(
                            "system-prepared",
                            SystemPrepared.class,
                            (entry, line) -> line.text("system", entry.system()),
                            in -> new SystemPrepared(in.text("system"))),
                    new EntryKind<>(
                            "setup-failed",
                            SetupFailed.class,
                            (entry, line) ->
                                    line.text("system", entry.system()).prose("why", entry.why()),
                            in -> new SetupFailed(in.text("system"), in.text("why"))),
                    new EntryKind<>(
                            "system-held",
                            SystemHeld.class,
                            (entry, line) ->
                                    line.text("system", entry.system())
                                            .number("attempt", entry.attempt())
                                            .duration("most", entry.atMost()),
                            in ->
                                    new SystemHeld(
                                            in.text("system"),
                                            in.number("attempt"),
                                            in.duration("most"))),
                    new EntryKind<>(
                            "system-released",
                            SystemReleased.class,
                            (entry, line) -> line.text("system", entry.system()),
                            in -> new SystemReleased(in.text("system"))),
                    new EntryKind<>(
                            "attempt-began",
                            AttemptBegan.class,
                            (entry, line) ->
                                    line.number("attempt", entry.attempt())
                                            .number("test", entry.test())
                                            .number("try", entry.tryNumber())
                                            .text("system", entry.system())
                                            .text("platform", entry.platform()),
                            in ->
                                    new AttemptBegan(
                                            in.number("attempt"),
                                            in.count("test"),
                                            in.count("try"),
                                            in.text("system"),
                                            in.text("platform"))),
                    new EntryKind<>(
                            "attempt-attached",
                            AttemptAttached.class,
                            (entry, line) -> line.number("attempt", entry.attempt()),
                            in -> new AttemptAttached(in.number("attempt"))),
                    new EntryKind<>(
                            "test-started",
                            TestStarted.class,
                            (entry, line) -> line.number("attempt", entry.attempt()),
                            in -> new TestStarted(in.number("attempt"))),
                    new EntryKind<>(
                            "events",
                            EventsNumbered.class,
                            (entry, line) ->
                                    line.number("delivered", entry.delivered())
                                            .pairs("numbered", pairs(entry.numbered())),
                            in -> new EventsNumbered(in.number("delivered"), numbered(in))),
                    new EntryKind<>(
                            "attempt-ended",
                            AttemptEnded.class,
                            (entry, line) -> {
                                line.number("attempt", entry.attempt());
                                Outcomes.write(entry.outcome(), line);
                                line.text("next", Fields.word(entry.next()))
                                        .number("results", entry.results());
                            },
                            in ->
                                    new AttemptEnded(
                                            in.number("attempt"),
                                            Outcomes.read(in),
                                            in.word("next", Next.class),
                                            in.number("results"))),
                    new EntryKind<>(
                            "artifacts-kept",
                            ArtifactsKept.class,
                            (entry, line) -> line.number("attempt", entry.attempt()),
                            in -> new ArtifactsKept(in.number("attempt"))),
                    new EntryKind<>(
                            "test-concluded",
                            TestConcluded.class,
                            (entry, line) -> {
                                line.number("test", entry.test())
                                        .text("verdict", Fields.word(entry.verdict()));
                                if (!entry.reason().isEmpty()) {
                                    line.prose("reason", entry.reason());
                                }
                            },
                            in ->
                                    new TestConcluded(
                                            in.count("test"),
                                            in.word("verdict", Verdict.class),
                                            in.optionalText("reason").orElse(""))),
                    new EntryKind<>(
                            "problem",
                            ProblemMet.class,
                            (entry, line) ->
                                    line.text("where", entry.where()).prose("what", entry.what()),
                            in -> new ProblemMet(in.text("where"), in.text("what"))),
                    new EntryKind<>(
                            "run-ended",
                            RunEnded.class,
                            (entry, line) -> {
                                line.duration("took", entry.took());
                                entry.failure().ifPresent(why -> line.prose("failure", why));
                            },
                            in -> new RunEnded(in.duration("took"), in.optionalText("failure"))));

    private static final Map<String, EntryKind<?>> BY_WORD = new HashMap<>();
    private static final Map<Class<?>, EntryKind<?>> BY_TYPE = new HashMap<>();

    static {
        for (EntryKind<?> kind : ALL) {
            BY_WORD.put(kind.word(), kind);
            BY_TYPE.put(kind.type(), kind);
        }
    }

    private EntryKinds() {}

    static EntryKind<?> of(JournalEntry entry) {
        EntryKind<?> kind = BY_TYPE.get(entry.getClass());
        if (kind == null) {
            throw new IllegalStateException("no kind for " + entry);
        }
        return kind;
    }

    static EntryKind<?> called(String word) {
        EntryKind<?> kind = BY_WORD.get(word);
        if (kind == null) {
            throw new JournalException("an unknown event: " + word);
        }
        return kind;
    }

    private static RunBegan runBegan(Fields in) {
        if (in.number("version") != VERSION) {
            throw new JournalException(
                    "it is a journal of version %d, known here is %d"
                            .formatted(in.number("version"), VERSION));
        }
        return new RunBegan(
                in.text("run"), in.text("fingerprint"), in.count("tests"), in.texts("facts"));
    }

    private static List<long[]> pairs(List<Numbered> numbered) {
        return numbered.stream().map(each -> new long[] {each.attempt(), each.events()}).toList();
    }

    private static List<Numbered> numbered(Fields in) {
        return in.pairs("numbered").stream().map(EntryKinds::numbered).toList();
    }

    private static Numbered numbered(long[] pair) {
        if (pair[0] < 1 || pair[1] < 1 || pair[1] > Integer.MAX_VALUE) {
            throw new JournalException("numbered: expected pairs of positive numbers");
        }
        return new Numbered(pair[0], (int) pair[1]);
    }
}

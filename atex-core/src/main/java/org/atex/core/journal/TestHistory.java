package org.atex.core.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.atex.core.journal.JournalEntry.TestConcluded;
import org.atex.core.journal.JournalEntry.TestListed;
import org.atex.core.result.Verdict;
import org.jspecify.annotations.Nullable;

/** What a journal says of one test. Grows with its {@link RunHistory}. */
public final class TestHistory {

    private final TestListed listed;
    private final List<AttemptHistory> attempts = new ArrayList<>(1);
    private @Nullable TestConcluded concluded;

    TestHistory(TestListed listed) {
        this.listed = listed;
    }

    void add(AttemptHistory attempt) {
        attempts.add(attempt);
    }

    void concluded(TestConcluded how) {
        concluded = how;
    }

    /** Its place in the list of the run, from 0. */
    public int place() {
        return listed.test();
    }

    /** Its name. */
    public String name() {
        return listed.name();
    }

    /** The name of its target platform; empty if that has none. */
    public String target() {
        return listed.target();
    }

    /** How long it may take. */
    public Duration timeLimit() {
        return listed.timeLimit();
    }

    /** Its attempts so far, in the order in which they began. */
    public List<AttemptHistory> attempts() {
        return Collections.unmodifiableList(attempts);
    }

    /** Its verdict, if it has one. */
    public Optional<Verdict> verdict() {
        return Optional.ofNullable(concluded).map(TestConcluded::verdict);
    }

    /** Why it has its verdict, if that is not about the test itself; else empty. */
    public String reason() {
        return concluded == null ? "" : concluded.reason();
    }

    @Override
    public String toString() {
        return target().isEmpty() ? name() : name() + " on " + target();
    }
}

package org.atex.core.journal;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.atex.core.journal.JournalEntry.AttemptBegan;
import org.atex.core.journal.JournalEntry.AttemptEnded;
import org.atex.core.journal.JournalEntry.Next;
import org.atex.core.result.TestOutcome;
import org.jspecify.annotations.Nullable;

/** What a journal says of one attempt. Grows with its {@link RunHistory}. */
public final class AttemptHistory {

    private final AttemptBegan began;
    private final TestHistory test;
    private final Instant beganAt;
    private @Nullable Instant startedAt;
    private @Nullable Instant endedAt;
    private @Nullable AttemptEnded ended;
    private String system;
    private int numberedEvents;
    private boolean kept;

    AttemptHistory(AttemptBegan began, TestHistory test, Instant beganAt) {
        this.began = began;
        this.test = test;
        this.beganAt = beganAt;
        this.system = began.system();
    }

    void started(Instant at) {
        startedAt = at;
    }

    void ended(AttemptEnded how, Instant at) {
        ended = how;
        endedAt = at;
    }

    void numbered(int events) {
        numberedEvents += events;
    }

    void artifactsKept() {
        kept = true;
    }

    void movedTo(String adopted) {
        system = adopted;
    }

    /** Unique in its run, from 1. */
    public long number() {
        return began.attempt();
    }

    /** What runs. */
    public TestHistory test() {
        return test;
    }

    /** 1 for the first attempt of this test, 2 for the next. */
    public int tryNumber() {
        return began.tryNumber();
    }

    /** The name of the system as it was when the attempt began; results carry it. */
    public String system() {
        return began.system();
    }

    /** The name of the system as it is now: one that was adopted got another. */
    public String systemNow() {
        return system;
    }

    /** The name of the platform that its results carry; may be empty. */
    public String platform() {
        return began.platform();
    }

    /** When it began, with the preparation of the test. */
    public Instant beganAt() {
        return beganAt;
    }

    /** When the test itself started, if it did. */
    public Optional<Instant> startedAt() {
        return Optional.ofNullable(startedAt);
    }

    /** When it ended, if it did. */
    public Optional<Instant> endedAt() {
        return Optional.ofNullable(endedAt);
    }

    /** How it ended, if it did; {@link TestOutcome#took()} is how long the test itself ran. */
    public Optional<TestOutcome> outcome() {
        return Optional.ofNullable(ended).map(AttemptEnded::outcome);
    }

    /** What becomes of its test, if it has ended. */
    public Optional<Next> next() {
        return Optional.ofNullable(ended).map(AttemptEnded::next);
    }

    /** How many results it has reported, if it has ended. */
    public OptionalLong results() {
        return ended == null ? OptionalLong.empty() : OptionalLong.of(ended.results());
    }

    /** Whether its artifacts stay in the run directory, as a sink has refused them. */
    public boolean keepsArtifacts() {
        return kept;
    }

    /** How many of its events for sinks have a number (AGG-15). */
    public int numberedEvents() {
        return numberedEvents;
    }

    @Override
    public String toString() {
        return test + " on " + system() + ", attempt " + number();
    }
}

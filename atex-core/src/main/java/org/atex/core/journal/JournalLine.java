package org.atex.core.journal;

import java.time.Instant;

/**
 * One line of a journal.
 *
 * @param number from 1, without gaps
 * @param at when, by the wall clock of the runner, in milliseconds
 * @param entry what happened
 */
public record JournalLine(long number, Instant at, JournalEntry entry) {}

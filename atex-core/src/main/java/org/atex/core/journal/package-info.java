/**
 * What happened in a run, line by line, in the file {@code journal.jsonl} of its run directory.
 *
 * <p>Start at {@link Journal} to read one, also of a run in progress; {@link RunHistory} adds it up
 * to tests, attempts and systems. {@link JournalEntry} is what a line may say. {@link
 * JournalWriter} is for the orchestrator. Uses {@code core.result}, {@code core.test}, nothing
 * else.
 */
@NullMarked
package org.atex.core.journal;

import org.jspecify.annotations.NullMarked;

/**
 * What earlier runs teach about tests: how long they take and how often they fail.
 *
 * <p>Start at {@link Durations}, made of {@link PastAttempt}s; {@link Expectation} is what it says
 * of one test. Uses {@code core.journal} and what that uses.
 */
@NullMarked
package org.atex.core.learn;

import org.jspecify.annotations.NullMarked;

/**
 * Time as something that is passed in.
 *
 * <p>Start at {@link Deadline}: one travels the whole way down, instead of a timeout per step.
 * {@link Ticker} is where its time comes from, so that tests can move it. Uses no other package.
 */
@NullMarked
package org.atex.core.time;

import org.jspecify.annotations.NullMarked;

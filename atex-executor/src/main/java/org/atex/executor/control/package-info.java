/**
 * The control stream of a test: bytes in, words out (sections 2 and 9 of the execution
 * specification).
 *
 * <p>Start at {@link ControlStream}, the parser of one connection; it knows lines, words and where
 * data begins and ends, but not what a result means: that is for the {@link ControlReceiver} it
 * reports to. {@link DurationChange} is what a {@code duration} word asks for, and {@link
 * TimeLimit} the clock that obeys it. No threads, no network, no files here. Uses {@code
 * core.result} and {@code core.time}.
 */
@NullMarked
package org.atex.executor.control;

import org.jspecify.annotations.NullMarked;

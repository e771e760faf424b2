/**
 * Programs written with ATEX, the smallest first.
 *
 * <p>Start at {@link org.atex.examples.FirstRun}: it is the program of the README. {@code
 * examples.cli} next door is a whole runner tool. Uses every module of ATEX, as a user's own tool
 * would.
 */
@NullMarked
package org.atex.examples;

import org.jspecify.annotations.NullMarked;

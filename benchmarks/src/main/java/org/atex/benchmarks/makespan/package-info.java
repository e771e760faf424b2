/**
 * How long runs of two real test suites take by the order of their tests, in virtual time.
 *
 * <p>A program, not a test: {@link org.atex.benchmarks.makespan.Makespan} prints the table. Uses
 * core only.
 */
@NullMarked
package org.atex.benchmarks.makespan;

import org.jspecify.annotations.NullMarked;

/**
 * A fuzzer guided by coverage, on what a test can send. {@link CollectorFuzz} is what it calls,
 * {@link FuzzTest} starts it; {@code -Datex.fuzz.seconds=600} says for how long.
 */
package org.atex.executor.fuzz;

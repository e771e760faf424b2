/**
 * What the orchestrator itself costs: many systems and many tests that do nothing.
 *
 * <p>A program, not a test: {@link org.atex.benchmarks.orchestrate.HandOuts}. Uses core only.
 */
@NullMarked
package org.atex.benchmarks.orchestrate;

import org.jspecify.annotations.NullMarked;

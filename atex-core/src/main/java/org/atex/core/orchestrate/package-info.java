/**
 * Many tests on a pool of systems, each test handed to a system the moment it is free.
 *
 * <p>Start at {@link Orchestrator}. Its decisions are small policies that can be replaced one by
 * one: {@link Applicable}, {@link Order}, {@link Fitness}, {@link NextTest}, {@link RerunPolicy},
 * {@link DestructivePolicy}. {@link RunListener} hears of all that happens, {@link RunSummary} is
 * what is left at the end.
 *
 * <p>{@link Simulation} makes the same decisions in virtual time, to see what a run would take
 * before it is paid for: give it the tests and a {@link Scenario} of how they end, or the attempts
 * of an earlier run to replay, then the number of systems and the policies; {@link
 * SimulationResult} has the makespan, machine-hours, utilisation and the lower bound. Uses {@code
 * core.execute}, {@code core.learn} and what they use.
 */
@NullMarked
package org.atex.core.orchestrate;

import org.jspecify.annotations.NullMarked;

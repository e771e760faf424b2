/**
 * Many tests on a pool of systems, each test handed to a system the moment it is free.
 *
 * <p>Start at {@link Orchestrator}. Its decisions are small policies that can be replaced one by
 * one: {@link Applicable}, {@link Order}, {@link Fitness}, {@link NextTest}, {@link RerunPolicy},
 * {@link DestructivePolicy}. {@link RunListener} hears of all that happens, {@link RunSummary} is
 * what is left at the end. Uses {@code core.execute} and what that uses.
 */
@NullMarked
package org.atex.core.orchestrate;

import org.jspecify.annotations.NullMarked;

/**
 * What is sent to a system: the tree as a tar stream, scripts, environment, and the order that the
 * wrapper on the system obeys.
 *
 * <p>Start at {@link TestOrders}: it turns a test run into one {@link Order}. Come here when a test
 * sees the wrong environment or directory, or when a package manager wants another word. Nothing
 * here talks to a system. Uses {@code core.test} and nothing else of ours.
 */
@NullMarked
package org.atex.executor.script;

import org.jspecify.annotations.NullMarked;

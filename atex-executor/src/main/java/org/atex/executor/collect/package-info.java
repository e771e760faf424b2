/**
 * What a test reports, on its way to disk: results, uploaded files and output (sections 3 to 8 of
 * the execution specification).
 *
 * <p>Start at {@link Collector}: one for each run of a test. It feeds a {@link
 * org.atex.executor.control.ControlStream} for each connection, merges partial results, writes the
 * {@code results} file and the tree {@code files}, and tells a {@link CollectorListener}. Nothing
 * that a test sends is ever written outside of its artifacts directory.
 *
 * <p>All of it survives a runner that is killed: each part that has something to remember is a
 * {@code Durable}, and a checkpoint writes what has changed of them as one record of the state log
 * (SUP-05). Uses {@code executor.control}, {@code core.result} and {@code core.time}.
 */
@NullMarked
package org.atex.executor.collect;

import org.jspecify.annotations.NullMarked;

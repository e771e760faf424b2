/**
 * What a test said, how its attempt ended, and where that goes.
 *
 * <p>Start at {@link ResultSink}: implement it to send results somewhere new. {@link TestResult} is
 * one result that a test reported, {@link TestOutcome} how an attempt ended. Uses {@code
 * core.test}, nothing else.
 */
@NullMarked
package org.atex.core.result;

import org.jspecify.annotations.NullMarked;

/**
 * What runs: a test meant for a platform, and what its system needs before.
 *
 * <p>Start at {@link TestRun}. {@link Platform} says where it may run, {@link SystemSetup} what is
 * done to a system first, {@link Attempt} is the test run being run for the nth time. Uses {@code
 * core} only.
 */
@NullMarked
package org.atex.core.test;

import org.jspecify.annotations.NullMarked;

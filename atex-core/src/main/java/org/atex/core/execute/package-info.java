/**
 * Running one test on one system.
 *
 * <p>Start at {@link TestExecutor}: implement it for another way to run tests. {@link
 * TestExecutorFactory} is what an orchestrator is given. Uses {@code core.system}, {@code
 * core.result} and what they use.
 */
@NullMarked
package org.atex.core.execute;

import org.jspecify.annotations.NullMarked;

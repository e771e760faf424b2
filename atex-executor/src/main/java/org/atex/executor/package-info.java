/**
 * Runs tests on one system over SSH.
 *
 * <p>Start at {@link SshTestExecutor}: its {@code factory()} is what an orchestrator is given. Come
 * here to follow a test from its start to its outcome: {@code AttemptRun} tells that story. Looks
 * into the rooms {@code ssh} (connection), {@code script} (what is sent to the system) and {@code
 * collect} (what a test reports).
 */
@NullMarked
package org.atex.executor;

import org.jspecify.annotations.NullMarked;

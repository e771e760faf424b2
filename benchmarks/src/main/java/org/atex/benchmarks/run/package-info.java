/**
 * How quick a run is over a real SSH server: results on their way, and tests one after the other.
 *
 * <p>Programs, not tests: {@code benchmarks/run} sets up a private sshd for them and prints a
 * table. Start at {@link org.atex.benchmarks.run.ResultLatency} and {@link
 * org.atex.benchmarks.run.TrivialTests}. Uses core, provision and executor, as a runner tool would.
 */
@NullMarked
package org.atex.benchmarks.run;

import org.jspecify.annotations.NullMarked;

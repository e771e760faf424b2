/**
 * What the executor costs on one system, step by step: many results, large and many files, trees,
 * connections that only wait.
 *
 * <p>Programs, not tests: {@code benchmarks/executor} makes a container for them, measures OpenSSH
 * and others on the same one, and prints tables. Start at {@link
 * org.atex.benchmarks.executor.OneTest}. Uses core and executor only.
 */
@NullMarked
package org.atex.benchmarks.executor;

import org.jspecify.annotations.NullMarked;

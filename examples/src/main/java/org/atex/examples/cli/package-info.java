/**
 * The demonstration CLI: {@code atex run}, {@code discover}, {@code fmf} and {@code report}.
 *
 * <p>Start at {@link org.atex.examples.cli.AtexCli}; each subcommand is a class of its own. Come
 * here to see how a runner tool puts the modules of ATEX together, how it follows a run with a
 * {@link org.atex.core.orchestrate.RunListener}, and how it ends cleanly on a signal. No library
 * module knows this package, and picocli is known only here.
 */
@NullMarked
package org.atex.examples.cli;

import org.jspecify.annotations.NullMarked;

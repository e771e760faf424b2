/**
 * A table of the tests of a run, for people who look at a terminal or a log.
 *
 * <p>Start at {@link ConsoleSink}, which prints it when the run has ended; {@link SummaryTable} is
 * the table alone. What tests say is shown, never obeyed: control characters come out as text. Uses
 * {@code report.files}.
 */
@NullMarked
package org.atex.report.console;

import org.jspecify.annotations.NullMarked;

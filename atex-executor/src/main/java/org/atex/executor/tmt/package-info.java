/**
 * Results that a test has left in files, in the manner of tmt (TMT-01 to TMT-06).
 *
 * <p>Start at {@link ResultsFile}: it reads such a file. {@link ResultDocuments} says the same as
 * documents of the control stream. Nothing here talks to a system or stores anything; what is read
 * comes from a test, and is trusted in nothing.
 */
@NullMarked
package org.atex.executor.tmt;

import org.jspecify.annotations.NullMarked;

/**
 * What the formats share: reading the artifacts of an attempt, moving its files to a place made
 * from names that nobody vouches for, and writing a file as a whole or not at all.
 *
 * <p>For writers of further formats; start at {@link Collector} for one that is collected from
 * artifacts, at {@link Artifacts} for another. {@link ResultRow} is one line of a finished run,
 * whatever format it was read from. Uses {@code atex-core}; no format is known here.
 */
@NullMarked
package org.atex.report.files;

import org.jspecify.annotations.NullMarked;

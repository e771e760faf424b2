/**
 * Results as JSON lines, one {@code [platform, status, test, subtest, files, note]} each, beside a
 * directory of the files that tests uploaded (section 15 of the execution specification).
 *
 * <p>Start at {@link JsonLinesSink} to write them and at {@link JsonLinesReader} to read them
 * again. Uses {@code report.files}.
 */
@NullMarked
package org.atex.report.jsonl;

import org.jspecify.annotations.NullMarked;

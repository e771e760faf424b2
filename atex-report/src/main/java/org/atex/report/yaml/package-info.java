/**
 * Results as YAML, one document for each test, beside a directory of the files that tests uploaded:
 * for people, and for tools that want a test in one piece (AGG-12).
 *
 * <p>Start at {@link YamlSink}. Uses {@code report.files}.
 */
@NullMarked
package org.atex.report.yaml;

import org.jspecify.annotations.NullMarked;

/**
 * Results as JUnit XML, in the form that CI servers read: a {@code testsuite} for each platform, a
 * {@code testcase} for each result.
 *
 * <p>Start at {@link JUnitXmlSink} to report a run that is under way, at {@link JUnitXmlReport} for
 * one that has ended. A result of the test itself is a case with the test's name, one of a subtest
 * has that name, both have the test as their class. {@code fail} is a failure, {@code error} and
 * {@code infra} are errors, {@code skip} is skipped, everything else has passed. Uses {@code
 * report.files}.
 */
@NullMarked
package org.atex.report.junit;

import org.jspecify.annotations.NullMarked;

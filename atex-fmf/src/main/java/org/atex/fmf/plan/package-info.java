/**
 * What tmt's plan and test keys mean: the share of it that finding and running tests needs.
 *
 * <p>Start at {@link org.atex.fmf.plan.Plan}, which reads the node of a plan, and {@link
 * org.atex.fmf.plan.TestNode}, which reads the node of a test. Come here to see how a key is read;
 * to find the tests of a tree go to {@code FmfTests}. Uses {@code fmf.value}, {@code fmf.error} and
 * {@code org.atex.core}; trees are not known here.
 */
@NullMarked
package org.atex.fmf.plan;

import org.jspecify.annotations.NullMarked;

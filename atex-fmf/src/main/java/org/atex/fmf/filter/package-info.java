/**
 * Choosing nodes: filters, conditions and queries. Sections 8 and 9 of the fmf page.
 *
 * <p>Start at {@link org.atex.fmf.filter.FmfQuery}, which is given to {@link
 * org.atex.fmf.tree.FmfTree#prune}; {@link org.atex.fmf.filter.FmfFilter} and {@link
 * org.atex.fmf.filter.FmfCondition} are its two languages. Uses {@code tree} and the rooms below
 * it.
 */
@NullMarked
package org.atex.fmf.filter;

import org.jspecify.annotations.NullMarked;

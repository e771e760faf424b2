/**
 * Contexts, and the rules that adjust metadata to them: sections 6 and 7 of the fmf page.
 *
 * <p>Start at {@link org.atex.fmf.adjust.Adjust}, which is given to {@link
 * org.atex.fmf.tree.FmfTree#adjust}; {@link org.atex.fmf.adjust.FmfContext} is what it adjusts to.
 * Uses {@code tree} and the rooms below it.
 */
@NullMarked
package org.atex.fmf.adjust;

import org.jspecify.annotations.NullMarked;

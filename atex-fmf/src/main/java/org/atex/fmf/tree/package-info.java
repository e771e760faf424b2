/**
 * The tree of nodes: found on disk, read, inherited, walked. Sections 1, 2, 4, 5 and 9 of the fmf
 * page.
 *
 * <p>Start at {@link org.atex.fmf.tree.FmfTree}, whose nodes are {@link
 * org.atex.fmf.tree.FmfNode}s. What adjusts a tree or chooses nodes comes from outside, as an
 * {@link org.atex.fmf.tree.NodeAdjuster} or a {@link org.atex.fmf.tree.NodeQuery}. Uses {@code
 * yaml}, {@code value} and {@code error}.
 */
@NullMarked
package org.atex.fmf.tree;

import org.jspecify.annotations.NullMarked;

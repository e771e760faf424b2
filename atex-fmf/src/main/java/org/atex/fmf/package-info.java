/**
 * The door of atex-fmf.
 *
 * <p>Start at {@link org.atex.fmf.FmfTests}, which turns the tests of a tree into test runs. Trees
 * are loaded with {@link org.atex.fmf.tree.FmfTree}, adjusted with {@link
 * org.atex.fmf.adjust.Adjust}, searched with {@link org.atex.fmf.filter.FmfQuery}, and printed with
 * {@link org.atex.fmf.FmfListing}. {@link org.atex.fmf.FmfTests} finds the tests of a tree or plan.
 * Uses every room of this module.
 */
@NullMarked
package org.atex.fmf;

import org.jspecify.annotations.NullMarked;

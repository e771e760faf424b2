/**
 * Trees in git repositories, fetched into a cache: section 10 of the fmf page.
 *
 * <p>Start at {@link org.atex.fmf.fetch.FmfRepositories}; an {@link
 * org.atex.fmf.fetch.FmfIdentifier} says which node of which repository is meant. Runs {@code git},
 * which has to be on the PATH. Uses {@code tree} and the rooms below it.
 */
@NullMarked
package org.atex.fmf.fetch;

import org.jspecify.annotations.NullMarked;

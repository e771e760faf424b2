/**
 * Every way in which reading, merging, adjusting or filtering metadata can fail.
 *
 * <p>All are {@link org.atex.fmf.error.FmfException}s. The families are those of fmf: {@link
 * org.atex.fmf.error.FmfGeneralException} with its children for metadata and files, and {@link
 * org.atex.fmf.error.FmfContextException} with its children for contexts and adjust rules. Each
 * carries an {@link org.atex.fmf.error.FmfPlace}. Come here to choose what to catch. Uses {@code
 * org.atex.core}, nothing else.
 */
@NullMarked
package org.atex.fmf.error;

import org.jspecify.annotations.NullMarked;

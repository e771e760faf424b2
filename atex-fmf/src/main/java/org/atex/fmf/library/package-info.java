/**
 * What tests need besides the metadata of their own tree: remote trees, beakerlib libraries, and
 * one directory with all of it.
 *
 * <p>{@link org.atex.fmf.library.TestsTree} is that directory, {@link
 * org.atex.fmf.library.Libraries} puts the libraries of tests into it, {@link
 * org.atex.fmf.library.RemoteTrees} gets what is elsewhere. Come here to see how a tests tree is
 * composed; {@code FmfTests} does it for you. Uses {@code fetch}, {@code tree} and the rooms below.
 */
@NullMarked
package org.atex.fmf.library;

import org.jspecify.annotations.NullMarked;

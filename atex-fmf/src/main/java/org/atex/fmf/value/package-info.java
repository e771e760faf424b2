/**
 * What metadata are made of: plain values with the manners of python, how they merge, and how they
 * print.
 *
 * <p>A value is null, a {@link java.lang.Boolean}, {@link java.math.BigInteger}, {@link
 * java.lang.Double} (python's floats are doubles, infinities and all, so nothing else gives their
 * exact text), {@link java.lang.String}, {@link java.time.LocalDate}, {@link
 * java.time.LocalDateTime}, {@link org.atex.fmf.value.FmfBytes}, an unmodifiable {@link
 * java.util.Set}, a {@link java.util.List} or a {@link java.util.Map} in the order of its file.
 * Start at {@link org.atex.fmf.value.FmfMap} and {@link org.atex.fmf.value.FmfValues}; {@link
 * org.atex.fmf.value.Merger} is section 5 of the fmf page, {@link org.atex.fmf.value.FmfJson} its
 * JSON form. Uses {@code error}, nothing else.
 */
@NullMarked
package org.atex.fmf.value;

import org.jspecify.annotations.NullMarked;

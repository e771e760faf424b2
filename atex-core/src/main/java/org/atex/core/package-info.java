/**
 * Words every part of ATEX shares: the root of its exceptions and argument checks. Uses no other
 * package.
 */
@NullMarked
package org.atex.core;

import org.jspecify.annotations.NullMarked;
